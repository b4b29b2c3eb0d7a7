"""The ground app: what every other app stands on and what knows none of them."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "ground"
    verbose_name = "公共基础"
