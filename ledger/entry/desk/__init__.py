"""What waits for whom: on the home page, on the first page of the admin, by mail."""
