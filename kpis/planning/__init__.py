"""A new plan before it exists: what was typed (draft), what it means (plan), what is doubtful (checks), how it will print (preview)."""
