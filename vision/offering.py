"""Whether recognition is offered here, and by what it reads."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings

from ground.errors import StepRefused

OFF = "本系统没有启用识别。请按铭牌、证书手工填写。"


def engine() -> Any:
    """The module that reads (settings.VISION_ENGINE); imports nothing heavy."""
    return import_module(settings.VISION_ENGINE)


def offered() -> bool:
    """Whether pages show what recognition does; `auto` asks whether the engine's packages are here."""
    if settings.RECOGNITION == "auto":
        return bool(engine().available())
    return bool(settings.RECOGNITION == "on")


def require_offered() -> None:
    """Raise StepRefused where recognition is not offered."""
    if not offered():
        raise StepRefused("recognition_off", OFF)
