"""照会と回答: what the foundation is asked, on its own pages outside the admin; lists and forms are shared with the clerk's."""
