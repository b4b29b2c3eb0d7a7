"""The console's pages of 疑似问题 are views of their own."""

from cases import console  # noqa: F401 (registers them)
