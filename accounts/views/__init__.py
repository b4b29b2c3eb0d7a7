"""Pages of accounts: people of a firm, passwords, one-time links."""
