"""Tags of messages and guidance."""
