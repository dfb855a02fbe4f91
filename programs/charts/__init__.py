"""Charts of this app, by what they are about."""
