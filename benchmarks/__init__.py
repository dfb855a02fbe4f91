"""`make bench`: pages, exports and loading beside the bare limit of what each has to do and beside what one would otherwise use."""
