"""What waits for an approver, decided one by one or together."""
