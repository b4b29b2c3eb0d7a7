"""归档包: what is kept of a finished renewal, and how it is handed over to the city's archive."""
