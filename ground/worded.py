"""Choices that people read."""

from __future__ import annotations

from django.db import models

TONES: dict[models.TextChoices, str] = {}  # filled by the glossary


class Worded(models.TextChoices):
    """Choices that also know the tone of their tag."""

    @property
    def tone(self) -> str:
        """The colour family in which this state is shown."""
        return TONES.get(self, "idle")
