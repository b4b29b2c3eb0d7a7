"""Representative machines of real models, for the demonstration data and the tests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("models.toml")


@dataclass(frozen=True)
class RepresentativeModel:
    """One model: `old` are scalars as on the old certificate, in old units; `new` what a renewal adds.

    A hoist's safety_device_valid_until is not among them: it depends on today.
    """

    category: str
    sub_type: str
    model: str
    design_service_life: str
    old: dict[str, str]
    new: dict[str, str]


@cache
def representative_models() -> tuple[RepresentativeModel, ...]:
    """All of them, in the order of the file."""
    data = tomllib.loads(FILE.read_text("utf-8"))
    return tuple(RepresentativeModel(**entry) for entry in data["models"])


def representative_model(name: str) -> RepresentativeModel:
    """The one of that model; KeyError where there is none."""
    for sample in representative_models():
        if sample.model == name:
            return sample
    raise KeyError(name)
