"""到期预警: machines over age, and assessments, calibrations and certificates that run out."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from devices.aging import with_verdict
from devices.expiring import PLACES
from devices.models.reads import DeviceQuerySet
from ground.glossary import AgeVerdict, CertificateStatus
from reports.figures.addresses import counted, firm_names, machines_url, place_name
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
Counts = dict[Any, Counter[str]]


def safety_report(scope: Scope, now: dt.datetime) -> Report:
    """The report; two grouped queries for all machines and certificates, one for the names of firms."""
    today = timezone.localdate(now)
    groups = _machines(scope, today)
    _add_certificates(groups, scope, today)
    towns, firms = _folded(groups, 0), _folded(groups, 1)
    names = firm_names(set(firms))
    total: Counter[str] = sum(groups.values(), Counter())
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
        sheets=[
            _sheet("towns", "各镇街到期设备", "存放镇街", towns, place_name, "town"),
            _sheet("firms", "各企业到期设备", "产权单位", firms, lambda key: names[key], "enterprise"),
        ],
    )


def watched(machines: DeviceQuerySet, name: str, today: dt.date) -> DeviceQuerySet:
    """The machines that the figure `name` of WATCHED counts."""
    standing = machines.exclude(certificate_status=CertificateStatus.REVOKED)
    if name.startswith("certificate_"):
        valid = Q(certificates__validity="valid") & _of_certificates(today, "certificates__")[name]
        return standing.filter(pk__in=standing.filter(valid).values("pk"))
    return _with_days(standing).filter(_of_machines(today)[name])


def _of_machines(today: dt.date) -> dict[str, Q]:
    """The condition of each figure that a machine's own row decides."""
    day, soon = today.isoformat(), (today + dt.timedelta(days=settings.REPORT_EXPIRY_DAYS)).isoformat()
    assessed = Q(assessed_until__gte=today)
    found = {"over_age": with_verdict(today)[AgeVerdict.OVER] & ~assessed}
    for paper, column in OF_PAPERS.items():
        # Equal lengths, so that texts compare as the days do; "" is a record without a date.
        found[f"{paper}_over"] = Q(**{f"{column}__gte": "1900", f"{column}__lt": day})
        found[f"{paper}_soon"] = Q(**{f"{column}__gte": day, f"{column}__lte": soon})
    return found


def _of_certificates(today: dt.date, prefix: str = "") -> dict[str, Q]:
    soon = today + dt.timedelta(days=settings.REPORT_EXPIRY_DAYS)
    return {
        "certificate_over": Q(**{f"{prefix}valid_until__lt": today}),
        "certificate_soon": Q(**{f"{prefix}valid_until__gte": today, f"{prefix}valid_until__lte": soon}),
    }


def _with_days(machines: DeviceQuerySet) -> DeviceQuerySet:
    return machines.alias(**{name: Cast(KT(place), TextField()) for name, place in PLACES.items()})


def _machines(scope: Scope, today: dt.date) -> Counts:
    standing = scope.machines().exclude(certificate_status=CertificateStatus.REVOKED)
    conditions = _of_machines(today)
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    rows: Any = _with_days(standing).values_list("storage_town", "enterprise_id").annotate(**counts)
    return {(town, firm): Counter(dict(zip(conditions, found, strict=True))) for town, firm, *found in rows}


def _add_certificates(groups: Counts, scope: Scope, today: dt.date) -> None:
    conditions = _of_certificates(today)
    standing = (
        scope.certificates()
        .filter(device__in=scope.machines())
        .exclude(device__certificate_status=CertificateStatus.REVOKED)
    )
    counts = {name: Count("device", filter=found, distinct=True) for name, found in conditions.items()}
    rows: Any = standing.values_list("device__storage_town", "device__enterprise_id").annotate(**counts)
    for town, firm, *found in rows:
        groups.setdefault((town, firm), Counter()).update(dict(zip(conditions, found, strict=True)))


def _folded(groups: Counts, place: int) -> Counts:
    parts: Counts = defaultdict(Counter)
    for key, counts in groups.items():
        parts[key[place]].update(counts)
    return {key: counts for key, counts in parts.items() if counts.total()}


def _sheet(key: str, title: str, head: str, groups: Counts, word: Any, by: str) -> Sheet:
    rows = [
        [
            Cell(word(value)),
            *(
                counted(counts[name], machines_url(watch=name, **{by: value}) if value else "", _tone(name))
                for name in WATCHED
            ),
        ]
        for value, counts in sorted(groups.items(), key=lambda item: (-item[1].total(), str(item[0])))
    ]
    meaning = f"各项台数，一台设备可以计入多项。将到期指 {settings.REPORT_EXPIRY_DAYS} 天以内。"
    return Sheet(key, title, meaning, (head, *(label for label, _ in WATCHED.values())), rows)


def _meaning(name: str) -> str:
    return WATCHED[name][1].format(days=settings.REPORT_EXPIRY_DAYS)


def _tone(name: str) -> str:
    return "warn" if name.endswith("_soon") else "bad"
