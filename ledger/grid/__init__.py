"""The grid of a sheet: which rows it has, what stands in them, how typed text is read, what is doubtful. Reads only."""
