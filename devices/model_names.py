"""What a model's name tells: QTZ80 is 80 t·m, TC6012 60 m and 1.2 t, SC200/200 two cages of 2000 kg.

The names follow the trade's habit, not a standard that all makers keep: they prove nothing, they hint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from devices.typed_text import squeeze

NOMINAL_MOMENT = re.compile(r"QT[ZPDGKX]?([0-9]{2,3}(?:\.[0-9])?)(?![0-9])")
JIB_AND_TIP = re.compile(r"(?:^|\(|/|-|TCT|STC|XGT|TC|T|L|D|QTZ)([0-9]{2})([0-9]{2})(?![0-9])")
HOIST = re.compile(r"^S([CSH])(D?)([0-9]{2,3})(?:/([0-9]{2,3}))?")
GOODS_HOIST = re.compile(r"^SS[A-Z]{0,3}([0-9]{2,3})(?:/([0-9]{2,3}))?")
JIBS = range(30, 86)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What could be read: kN·m, metres, kg; None where the name does not tell."""

    moment: Decimal | None = None
    jib: Decimal | None = None
    tip: Decimal | None = None
    cages: int | None = None
    load: Decimal | None = None
    counterweight: bool | None = None

    def expected(self, parameter: str) -> Decimal | None:
        """The value that a parameter should have by the name, in its new unit."""
        by_code = {
            "rated_load_moment": self.moment,
            "jib_length": self.jib,
            "capacity_at_max_radius": self.tip,
            "rated_load_per_cage": self.load,
            "rated_load": self.load,
        }
        return by_code.get(parameter)


def normalise(model: str) -> str:
    """The model in half width and upper case, without spaces: how models are compared."""
    return squeeze(model).upper()


def read(category: str, model: str) -> ModelFacts:
    """What the name of a model of that category tells; nothing where it tells nothing."""
    name = normalise(model)
    if category == "tower_crane":
        return _tower(name)
    if category == "construction_hoist":
        return _hoist(name)
    return _goods_hoist(name) if category == "material_hoist" else ModelFacts()


def _tower(name: str) -> ModelFacts:
    moment = NOMINAL_MOMENT.search(name)
    jib = next((found for found in JIB_AND_TIP.finditer(name) if int(found[1]) in JIBS), None)
    return ModelFacts(
        moment=Decimal(moment[1]) * 10 if moment else None,
        jib=Decimal(jib[1]) if jib else None,
        tip=Decimal(jib[2]) * 100 if jib and int(jib[2]) else None,
    )


def _hoist(name: str) -> ModelFacts:
    found = HOIST.match(name)
    if not found:
        return ModelFacts()
    rack = found[1] == "C"
    return ModelFacts(
        cages=2 if found[4] else 1,
        load=Decimal(found[3]) * 10,
        counterweight=found[2] == "D" if rack else None,
    )


def _goods_hoist(name: str) -> ModelFacts:
    found = GOODS_HOIST.match(name)
    return ModelFacts(cages=2 if found[2] else 1, load=Decimal(found[1]) * 10) if found else ModelFacts()
