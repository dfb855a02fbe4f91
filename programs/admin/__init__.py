"""The registers of this app in the admin."""

from programs.admin import funding

__all__ = ["funding"]
