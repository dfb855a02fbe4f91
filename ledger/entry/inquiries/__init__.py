"""Requests to the foundation, from the clerk's side."""
