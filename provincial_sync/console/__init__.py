"""The office's pages of the exchange. Importing this package registers them."""

from provincial_sync.console import discrepancies, matching, overview, uploads

__all__ = ["discrepancies", "matching", "overview", "uploads"]
