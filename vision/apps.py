"""The app `vision`."""

from __future__ import annotations

from django.apps import AppConfig


class VisionConfig(AppConfig):
    """Reads pictures, as an optional part: where it is not offered (`vision.offering`) nothing of it is shown."""

    name = "vision"
    verbose_name = "识别"
    default_auto_field = "django.db.models.BigAutoField"
