"""The province's e-certificate platform, as another system: own process, settings and database."""
