"""Files that prove a value, and what people say about it."""
