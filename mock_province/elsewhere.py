"""A generator of registrations of owners elsewhere: new ones, transfers and cancellations, by a seed."""

import random
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from stdnum.cn import uscc

from mock_province.models import Category, RegistrationChange
from mock_province.numbering import LETTERS

CITIES = {
    "440100": ("广州", "粤AA"),
    "440600": ("佛山", "粤EA"),
    "440700": ("江门", "粤JA"),
    "440400": ("珠海", "粤CA"),
}
MODELS = {
    Category.TOWER_CRANE: "QTZ80(TC6012)",
    Category.CONSTRUCTION_HOIST: "SC200/200",
    Category.MATERIAL_HOIST: "SSDB100",
    Category.OTHER: "MH10t-18m",
}
TRANSFERRED, CANCELLED = 0.15, 0.15  # shares of the changes that tell of a machine announced before


@transaction.atomic
def announce(count: int, seed: int, now: datetime) -> list[RegistrationChange]:
    """Append so many changes to the feed; the same ones for the same seed."""
    changes = list(_changes(count, random.Random(seed), seed, now))  # noqa: S311 - samples
    for change in changes:
        change.save()
    return changes


def _changes(count: int, chance: random.Random, seed: int, now: datetime) -> Iterator[RegistrationChange]:
    valid: list[RegistrationChange] = []
    for number in range(count):
        throw = chance.random()
        if valid and throw < CANCELLED:
            yield _of(
                valid.pop(chance.randrange(len(valid))), now, status=RegistrationChange.Status.CANCELLED
            )
        elif valid and throw < CANCELLED + TRANSFERRED:
            place = chance.randrange(len(valid))
            valid[place] = _of(valid[place], now, **_owner(chance))
            yield valid[place]
        else:
            valid.append(_fresh(chance, seed * 1000 + number, now))
            yield valid[-1]


def _fresh(chance: random.Random, number: int, now: datetime) -> RegistrationChange:
    """A machine that was renewed where its owner is."""
    owner, category = _owner(chance), chance.choice(list(Category))
    letter, prefix = LETTERS[category], CITIES[owner["owner_region_code"]][1]
    return RegistrationChange(
        registration_no=f"{prefix}-{letter}2026{number % 100_000:05d}",
        previous_registration_no=f"{prefix[:2]}-{letter}{number % 100_000:05d}",
        category=category,
        model=MODELS[category],
        serial_no=f"W{number:08d}",
        manufacturer="示例重工机械制造有限公司",
        changed_at=now,
        **owner,
    )


def _owner(chance: random.Random) -> dict[str, str]:
    region, number = chance.choice(list(CITIES)), chance.randrange(20)
    body = f"91{region}DEM9{number:04d}0"[:17]
    return {
        "owner_name": f"{CITIES[region][0]}示例机械租赁{number}号有限公司",
        "owner_uscc": body + uscc.calc_check_digit(body),
        "owner_region_code": region,
    }


def _of(former: RegistrationChange, now: datetime, **changed: str) -> RegistrationChange:
    """A later change of the same machine under the same number."""
    kept = ("registration_no", "category", "model", "serial_no", "manufacturer")
    owner = ("owner_name", "owner_uscc", "owner_region_code")
    same = {name: getattr(former, name) for name in (*kept, *owner)}
    return RegistrationChange(**same | changed, changed_at=now)
