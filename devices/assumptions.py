"""What nobody outside the city could verify: each assumption once, named, replaceable by a setting."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The defaults of the rules; Django's setting ASSUMPTIONS overrides them by name, and the city some of
    them in the console (`devices.city_rules`).

    intake_policy: which paper-only machines may still be taken in: none, those of Zhongshan's own
        enterprises, or all (the guide contradicts itself here).
    renewal_region_codes: GB/T 2260 codes of the owners whose machines are renewed in this city.
    regno_old_pattern: old certificates' numbers: province, one or two region letters, category, serial.
    regno_old_strict: whether an old number that does not fit, or is of another city, is an error.
    regno_new_pattern: electronic certificates' numbers (the structure that Guangxi published).
    regno_new_source: who gives new numbers: `province`.
    moment_factor: kN·m per t·m: 10 is the trade's nominal value (QTZ80 = 800 kN·m), 9.80665 the exact.
    near_days: from how many days before its limit a machine is announced as nearly over age.
    age_over_blocks: whether an over-age machine without a valid assessment may not be submitted.
    assessment_near_days: from how many days before its end an assessment is announced as ending.
    material_hoist_years, other_years: assessment ages where JGJ/T 189 is silent.
    safety_device_expired_level: how an expired calibration of the anti-fall device is reported.
    restricted_frame_height: metres from which gantry and shaft frames are restricted (order 214 of 2021).
    licence_valid_years: a manufacturing licence ends at most so many years after the machine was made.
    licence_required_since: machines made from that year on must have a licence number.
    same_model_machines, same_model_enterprises: from how many renewed machines of how many enterprises
        values of the same maker and model are offered, so that no single firm's data show through.
    same_model_repeats: how often the most frequent value must occur before it is proposed.
    same_model_read: how many machines of one model, the latest, are looked at.
    """

    intake_policy: Literal["closed", "local_only", "open"] = "local_only"
    renewal_region_codes: tuple[str, ...] = ("442000",)
    regno_old_pattern: str = (
        rf"(?P<province>[{PROVINCES}])(?P<region>[A-Z]{{1,2}})-?(?P<letter>[TSWGQ])-?(?P<serial>[0-9]{{4,6}})"
    )
    regno_old_strict: bool = False
    regno_new_pattern: str = (
        rf"(?P<province>[{PROVINCES}])(?P<region>[A-Z][A-Z])-?(?P<letter>[TSWGQ])"
        r"(?P<year>20[0-9]{2})(?P<serial>[0-9]{5})"
    )
    regno_new_source: Literal["province"] = "province"
    moment_factor: Decimal = Decimal(10)
    near_days: int = 180
    age_over_blocks: bool = False
    assessment_near_days: int = 60
    material_hoist_years: int = 8
    other_years: int = 15
    safety_device_expired_level: Literal["warning", "error"] = "warning"
    restricted_frame_height: Decimal = Decimal(25)
    licence_valid_years: int = 4
    licence_required_since: int = 2006
    same_model_machines: int = 3
    same_model_enterprises: int = 2
    same_model_repeats: int = 2
    same_model_read: int = 500

    def __hash__(self) -> int:
        """Of one value: they are a key of caches, asked for every row, and seldom other than the last ones."""
        return hash(self.moment_factor)

    def years(self, name: str) -> int:
        """The number of years that an age rule names; AttributeError for an unknown name."""
        return int(getattr(self, name))


_last: tuple[str, Assumptions] | None = None


def current() -> Assumptions:
    """The assumptions in force: what the city set in the console, else those of the settings.

    The same object until something is set otherwise, because every row of a file asks for them.
    """
    from django.conf import settings

    from devices.kept_rules import kept_values  # lazily: the rules themselves know no Django

    global _last
    kept = kept_values()
    said = repr((settings.INTAKE_POLICY, settings.RENEWAL_REGION_CODES, settings.ASSUMPTIONS, kept))
    if _last is None or _last[0] != said:
        given = {name: value for name, value in kept.items() if name in _names()}
        _last = said, replaced(of_settings(), given)
    return _last[1]


def of_settings() -> Assumptions:
    """The assumptions as installed; TypeError where the setting names an unknown one."""
    from django.conf import settings

    given = {
        "intake_policy": settings.INTAKE_POLICY,
        "renewal_region_codes": tuple(settings.RENEWAL_REGION_CODES),
        **settings.ASSUMPTIONS,
    }
    if unknown := given.keys() - _names():
        raise TypeError(f"ASSUMPTIONS: unknown name {sorted(unknown)[0]}")
    return Assumptions(**given)


def replaced(base: Assumptions, given: dict[str, Any]) -> Assumptions:
    """The same with some values replaced."""
    return replace(base, **given) if given else base


@cache
def _names() -> frozenset[str]:
    return frozenset(field.name for field in fields(Assumptions))
