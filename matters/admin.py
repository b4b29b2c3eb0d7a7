"""The console's pages of 企业事项 are views of their own."""

from matters import console  # noqa: F401 (registers them)
