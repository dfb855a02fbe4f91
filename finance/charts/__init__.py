"""Figures of money to charts. A chart for which nothing is registered is None; each brings a table of the same figures."""
