"""The signals of accounts besides Django's own: the audit trail, which lies above this app, listens."""

from django.dispatch import Signal

password_changed = Signal()
"""Sent with `request` and `user` after users changed their own password."""

role_written = Signal()
"""Sent in the transaction that writes a role, with `assignment`, `before` (the fields that change; None for a new one) and `by`."""
