"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Keys, kept answers and the conventions of /api/v1/."""

    name = "api"
    verbose_name = "开放接口"

    def ready(self) -> None:
        from api import schema  # noqa: F401 (drf-spectacular learns of our authentication and fields)
