"""The grid of a revision: the page on which a year is entered."""
