"""What the 工作台 of an enterprise shows: a fixed number of queries, however many machines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from devices import city_rules
from devices.expiring import ending, ends_of
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.glossary import CertificateStatus, IntakeStatus
from inbox.models import Message, Notice
from renewals.models import Decision, Remark, RenewalApplication
from renewals.picture import parts_of
from renewals.progress import Tile, days_to_deadline, tally
from renewals.readiness import refresh
from renewals.todo import EACH, Group, Todo, groups_of
from renewals.under_way import standings
from renewals.waiting_times import ISSUE, REVIEW, usual_times

EXCERPT = 48  # characters of an opinion
OF_REFUSALS = (Todo.REJECTED, Todo.RETURNED)
# What a line says of a machine.
NAMED = ("new_registration_number", "old_registration_number", "model", "refusal_reason", "created_at")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: its number and model, what is to know of it, and the button that does it."""

    number: str
    model: str
    note: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Work:
    """One group of things to do, with the address of all of them."""

    key: str
    label: str
    tone: str
    total: int
    url: str
    lines: list[Line] = field(default_factory=list)


def workbench_of(user: User) -> dict[str, Any]:
    """Everything on the page."""
    now = timezone.now()
    firm = user.own_enterprise
    refresh(firm.pk)
    machines = Device.objects.visible_to(user)
    renewals = RenewalApplication.objects.visible_to(user)
    tiles = tally(machines.registered(), user)
    usual = usual_times()
    total, rows = standings(renewals, usual, now)
    return {
        "parts": parts_of(tiles),
        "machines_total": sum(tile.size for tile in tiles),
        "works": [*_of_renewals(renewals), *_of_machines(machines, tiles, timezone.localdate(now))],
        "under_way": rows,
        "under_way_total": total,
        "usual_review": usual[REVIEW],
        "usual_issue": usual[ISSUE],
        "samples": settings.WAITING_SAMPLES,
        "weeks": settings.WAITING_WEEKS,
        "sla": settings.REVIEW_SLA_WORKDAYS,
        "recent_messages": _last_messages(user),
        "notices": Notice.objects.published()[:4],
        "days_left": days_to_deadline(),
        "deadline": city_rules.deadline(),
    }


def _last_messages(user: User) -> QuerySet[Message]:
    shown = Message.objects.visible_to(user).only("title", "created_at", "read_at")
    return shown.order_by("-created_at", "-id")[:5]


def _of_renewals(renewals: Any) -> list[Work]:
    groups = groups_of(renewals)
    refused = [row for group in groups if group.todo in OF_REFUSALS for row in group.rows]
    decisions = _last_decisions(refused)
    return [
        Work(
            group.todo.value,
            group.todo.label,
            group.todo.tone,
            group.total,
            f"{reverse('renewals:entries')}?todo={group.todo}",
            [_renewal_line(row, group, decisions.get(row.pk)) for row in group.rows],
        )
        for group in groups
    ]


def _last_decisions(renewals: list[RenewalApplication]) -> dict[int, Decision]:
    """Renewal → its last decision with `place`, the first remarked field; no query where nothing was refused."""
    if not renewals:
        return {}
    remarks = Remark.objects.filter(decision=OuterRef("pk")).order_by("id").values("path")[:1]
    found = Decision.objects.filter(renewal__in=[row.pk for row in renewals])
    found = found.only("renewal", "at", "opinion").annotate(place=Subquery(remarks))
    return {decision.renewal_id: decision for decision in found.order_by("at", "id")}


def _renewal_line(row: RenewalApplication, group: Group, decision: Decision | None) -> Line:
    edit = reverse("renewals:entries_edit", args=[row.reference])
    number, model = row.registration_number, row.model
    if group.todo in OF_REFUSALS:
        path = getattr(decision, "place", None)
        place = f"#f-{path}" if path else ""
        return Line(number, model, _excerpt(decision.opinion if decision else ""), f"{edit}{place}", "修改")
    if group.todo == Todo.READY:
        again = f"退回待重提(第 {row.returned_count} 次)" if row.returned_count else "预审检查已通过"
        return Line(number, model, again, reverse("renewals:entries_detail", args=[row.reference]), "去提交")
    if group.todo == Todo.PAPERS:
        note = f"缺少 {row.readiness.missing_papers} 种附件"
        return Line(number, model, note, f"{edit}#papers", "补附件")
    return Line(number, model, _unfinished_note(row), edit, "继续填写")


def _unfinished_note(row: RenewalApplication) -> str:
    judged = getattr(row, "readiness", None)
    if judged is None or judged.revision != row.revision:
        return "正在预审检查"
    return f"还有 {judged.errors} 项须填写或改正"


def _of_machines(machines: DeviceQuerySet, tiles: list[Tile], today: dt.date) -> list[Work]:
    works = [_expiring(machines, today), _refused_intakes(machines), _not_begun(machines, tiles)]
    return [work for work in works if work and work.total]


def _expiring(machines: DeviceQuerySet, today: dt.date) -> Work | None:
    soon = today + dt.timedelta(days=settings.WORKBENCH_EXPIRY_DAYS)
    rows = _first(ending(machines, by=soon))
    lines = []
    for machine in rows:
        ends = ends_of(machine, by=soon)
        note = "，".join(
            f"{end.label}{'已于' if end.is_over(today) else '至'} {end.until}{' 过期' if end.is_over(today) else ''}"
            for end in ends
        )
        lines.append(_machine_line(machine, note, reverse("devices:detail", args=[machine.pk]), "查看"))
    return _work(
        "expiring", "安全器标定、安全评估到期", "warn", rows, "renewals:registered", "expiring=yes", lines
    )


def _refused_intakes(machines: DeviceQuerySet) -> Work | None:
    rows = _first(machines.filter(intake_status=IntakeStatus.REJECTED))
    lines = [
        _machine_line(
            row, _excerpt(row.refusal_reason), reverse("devices:unapproved_edit", args=[row.pk]), "修改"
        )
        for row in rows
    ]
    return _work(
        "intake", "入库审核不通过，请修改", "bad", rows, "devices:unapproved", "status=rejected", lines
    )


def _not_begun(machines: DeviceQuerySet, tiles: list[Tile]) -> Work | None:
    """待换发证件 machines, once the deadline is near (WORKBENCH_DEADLINE_DAYS)."""
    left = days_to_deadline()
    if left is None or left > settings.WORKBENCH_DEADLINE_DAYS:
        return None
    rows = _first(machines.filter(certificate_status=CertificateStatus.AWAITING_RENEWAL))
    note = f"距换证截止还剩 {left} 天" if left >= 0 else "已过换证截止日期"
    lines = [
        _machine_line(row, note, reverse("renewals:registered_start", args=[row.pk]), "证件换发")
        for row in rows
    ]
    return _work(
        "not_begun", "待换发证件，尚未办理", "warn", rows, "renewals:registered", "progress=awaiting", lines
    )


def _first(machines: DeviceQuerySet) -> list[Device]:
    """The first rows, each with the number of all as `total`; one query."""
    counted = machines.only(*NAMED).annotate(total=Window(Count("pk")))
    return list(counted.order_by("-created_at", "-id")[:EACH])


def _work(
    key: str, label: str, tone: str, rows: list[Device], page: str, query: str, lines: list[Line]
) -> Work | None:
    if not rows:
        return None
    return Work(key, label, tone, rows[0].total, f"{reverse(page)}?{query}", lines)  # type: ignore[attr-defined]


def _machine_line(machine: Device, note: str, url: str, action: str) -> Line:
    return Line(machine.registration_number, machine.model, note, url, action)


def _excerpt(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= EXCERPT else f"{bare[:EXCERPT]}……"
