"""Backups: one dated folder with the database, the files and what proves that they are whole."""
