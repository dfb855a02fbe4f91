"""The grid as a workbook: written to be filled in anywhere, read back without trusting it, compared cell by cell, and only then saved."""
