"""The app `desk`."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Who has what in hand; it knows no trade, each kind of case describes itself (`desk.kinds`)."""

    name = "desk"
    verbose_name = "审核台"
    default_auto_field = "django.db.models.BigAutoField"
