"""What proves the figures of a sheet and what people say about them: the file store, the types it takes, and the reads of both."""
