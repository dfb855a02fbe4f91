"""Writes of this app: a plan's draft, the plan made of it, and its undoing."""
