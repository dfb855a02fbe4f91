"""The grid as an Excel file: out, previewed, taken over."""
