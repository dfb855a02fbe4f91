"""Registers as files: XLSX and CSV out, and back in through the same rules and the same audit trail as the admin."""
