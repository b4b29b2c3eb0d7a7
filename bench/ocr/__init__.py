"""Drawn nameplates and certificates, read and understood as photographs would be, and what came out right."""
