"""概況: what managers open every week. views read the URL and load, pages turn figures into charts, tables and sentences."""
