"""A report on its way: begun, looked at, handed in, taken back, corrected, compared."""
