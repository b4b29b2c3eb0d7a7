"""到期预警: machines over age, and assessments, calibrations and certificates that run out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial, reduce
from heapq import merge
from operator import itemgetter, or_
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from devices.aging import with_verdict
from devices.models.reads import DeviceQuerySet
from devices.models.record import ENDS, last_day
from ground.glossary import AgeVerdict, CertificateStatus, CertificateValidity
from reports.figures.addresses import counted, firm_names, machines_url, place_name
from reports.figures.firsts import SHOWN, Folded, Group, chunks, folded
from reports.scope import Scope
from reports.shapes import Cell, Figure, Report, Sheet

# What is counted: its word, and what that means; {days} are REPORT_EXPIRY_DAYS.
WATCHED: dict[str, tuple[str, str]] = {
    "over_age": (
        "超评估年限",
        "已超过规定评估年限（行业标准 JGJ/T 189 及参数目录），且没有有效安全评估的设备台数。",
    ),
    "assessment_over": ("评估已过期", "登记的安全评估有效期已过的设备台数。"),
    "assessment_soon": ("评估将到期", "登记的安全评估有效期在 {days} 天以内（含今日）的设备台数。"),
    "calibration_over": ("标定已过期", "登记的防坠安全器标定有效期已过的设备台数。"),
    "calibration_soon": ("标定将到期", "登记的防坠安全器标定有效期在 {days} 天以内（含今日）的设备台数。"),
    "certificate_over": ("证照已过期", "有效的电子证照中，有效期已过的设备台数。"),
    "certificate_soon": ("证照将到期", "有效的电子证照中，有效期在 {days} 天以内（含今日）的设备台数。"),
}
OF_PAPERS = {"assessment": "assessment_until", "calibration": "safety_device_until"}
VALID = Q(certificates__validity=CertificateValidity.VALID)
# A column that no row lacks and the index has; a machine with two certificates is counted once.
EACH, ONCE = partial(Count, "enterprise"), partial(Count, "pk", distinct=True)
Counts = Counter[str]  # what is counted → how many machines


def safety_report(scope: Scope, now: dt.datetime, *, whole: bool = False) -> Report:
    """The report; a grouped query for each paper of all machines, one for the names of firms. Only a `whole` one knows
    all firms' rows."""
    today = timezone.localdate(now)
    groups: Folded[Counts] = folded(
        _groups(scope, today), zero=Counter, order=lambda counts: -counts.total(), whole=whole
    )
    total: Counts = sum(groups.towns.values(), Counter())
    figures = [
        Figure(
            word,
            str(total[name]),
            _meaning(name),
            machines_url(watch=name),
            _tone(name) if total[name] else "",
        )
        for name, (word, _) in WATCHED.items()
    ]
    return Report(
        "safety",
        "到期预警",
        scope.word,
        now,
        figures,
        sheets=[_of_towns(groups), _of_firms(groups, whole=whole)],
    )


def watched(machines: DeviceQuerySet, name: str, today: dt.date) -> DeviceQuerySet:
    """The machines that the figure `name` of WATCHED counts."""
    standing = _standing(machines)
    if name.startswith("certificate_"):
        valid = standing.filter(VALID & _of_certificates(today)[name])
        return standing.filter(pk__in=valid.values("pk"))
    return _with_days(standing).filter(_of_machines(today)[name])


def _of_machines(today: dt.date) -> dict[str, Q]:
    """The condition of each figure that a machine's own row decides."""
    day, soon = today.isoformat(), _soon(today).isoformat()
    assessed = Q(assessed_until__gte=today)
    found = {"over_age": with_verdict(today)[AgeVerdict.OVER] & ~assessed}
    for paper, column in OF_PAPERS.items():
        # Equal lengths, so that texts compare as the days do; "" is a record without a date.
        found[f"{paper}_over"] = Q(**{f"{column}__gte": "1900", f"{column}__lt": day})
        found[f"{paper}_soon"] = Q(**{f"{column}__gte": day, f"{column}__lte": soon})
    return found


def _of_certificates(today: dt.date) -> dict[str, Q]:
    until = "certificates__valid_until"
    return {
        "certificate_over": Q(**{f"{until}__lt": today}),
        "certificate_soon": Q(**{f"{until}__gte": today, f"{until}__lte": _soon(today)}),
    }


def _soon(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=settings.REPORT_EXPIRY_DAYS)


def _standing(machines: DeviceQuerySet) -> DeviceQuerySet:
    return machines.exclude(certificate_status=CertificateStatus.REVOKED)


def _with_days(machines: DeviceQuerySet) -> DeviceQuerySet:
    return machines.alias(**{name: last_day(name) for name in ENDS})


def _groups(scope: Scope, today: dt.date) -> Iterator[Group[Counts]]:
    """What runs out of each firm in each town, firm after firm.

    A query for each paper, whose index finds what runs out: nothing is read of machines that are in order.
    """
    standing, own, of_certificates = _standing(scope.machines()), _of_machines(today), _of_certificates(today)
    papers = {name: {key: own[key] for key in own if key.startswith(name)} for name in OF_PAPERS}
    return merge(
        _counted(standing, {"over_age": own["over_age"]}),
        *(_counted(_with_days(standing), conditions) for conditions in papers.values()),
        _counted(standing.filter(VALID), of_certificates, by=ONCE),
        key=itemgetter(0),
    )


def _counted(machines: DeviceQuerySet, conditions: dict[str, Q], by: Any = EACH) -> Iterator[Group[Counts]]:
    counts = {name: by(filter=condition) for name, condition in conditions.items()}
    rows: Any = (
        machines.filter(reduce(or_, conditions.values()))
        .values_list("enterprise_id", "storage_town")
        .annotate(**counts)
        .order_by("enterprise_id")
    )
    for firm, town, *found in rows.iterator():
        yield firm, town, Counter(dict(zip(conditions, found, strict=True)))


def _of_towns(groups: Folded[Counts]) -> Sheet:
    ordered = sorted(groups.towns.items(), key=lambda item: (-item[1].total(), item[0]))
    rows = [_row(place_name(town), "town", town, counts) for town, counts in ordered]
    return _sheet("towns", "各镇街到期设备", "存放镇街", rows)


def _of_firms(groups: Folded[Counts], *, whole: bool) -> Sheet:
    sheet = _sheet("firms", "各企业到期设备", "产权单位", list(_firms(groups.firms[:SHOWN])))
    return replace(
        sheet, shown=SHOWN, counted=groups.counted, every=partial(_firms, groups.firms) if whole else None
    )


def _firms(firms: list[tuple[int, Counts]]) -> Iterator[list[Cell]]:
    for chunk in chunks(firms):
        names = firm_names([firm for firm, _counts in chunk])
        yield from (_row(names[firm], "enterprise", firm, counts) for firm, counts in chunk)


def _row(name: str, by: str, value: object, counts: Counts) -> list[Cell]:
    return [
        Cell(name),
        *(
            counted(counts[what], machines_url(watch=what, **{by: value}) if value else "", _tone(what))
            for what in WATCHED
        ),
    ]


def _sheet(key: str, title: str, head: str, rows: list[list[Cell]]) -> Sheet:
    meaning = f"各项台数，一台设备可以计入多项。将到期指 {settings.REPORT_EXPIRY_DAYS} 天以内。"
    return Sheet(key, title, meaning, (head, *(label for label, _ in WATCHED.values())), rows)


def _meaning(name: str) -> str:
    return WATCHED[name][1].format(days=settings.REPORT_EXPIRY_DAYS)


def _tone(name: str) -> str:
    return "warn" if name.endswith("_soon") else "bad"
