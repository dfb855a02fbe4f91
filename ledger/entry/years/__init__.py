"""The year as a book that is opened and closed, and the handover of duties."""
