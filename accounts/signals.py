"""Sign-in's signals besides Django's own: the audit trail, which lies above this app, listens."""

from django.dispatch import Signal

password_changed = Signal()
"""Sent with `request` and `user` after users changed their own password."""
