"""The console finds the pages of the reports here."""

from reports import console  # noqa: F401 (registers its pages)
