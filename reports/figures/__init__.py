"""The figures of each report, and from what they are counted."""
