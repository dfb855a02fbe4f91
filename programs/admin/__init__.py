"""The registers of this app in the admin."""

from programs.admin import agreements, funding, governance, operation, organizations

__all__ = ["agreements", "funding", "governance", "operation", "organizations"]
