"""What of a firm's renewals waits for the firm, in groups: one query for all of them, however many."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from ground.glossary import ApprovalStatus, Outcome, Worded
from renewals.models import Decision, RenewalApplication
from renewals.models.application import RenewalQuerySet

EACH = 5
# What a line says of a renewal, the order among it.
SHOWN = (
    "reference",
    "revision",
    "model",
    "returned_count",
    "decided_at",
    "updated_at",
    "device__new_registration_number",
    "device__old_registration_number",
    "readiness__revision",
    "readiness__errors",
    "readiness__missing_papers",
)


class Todo(Worded):
    """The groups, in the order of their urgency."""

    REJECTED = "rejected", "不接受备案，请修改"
    RETURNED = "returned", "省网退回，请修改"
    READY = "ready", "已填好，可以提交备案"
    UNFINISHED = "unfinished", "草稿未填完"
    PAPERS = "papers", "预审检查缺少附件"

    @property
    def tone(self) -> str:
        """The colour family of the group."""
        return {"rejected": "bad", "returned": "bad", "ready": "go", "papers": "warn"}.get(self.value, "idle")


@dataclass(slots=True)
class Group:
    """One group: how many there are, and the first of them."""

    todo: Todo
    total: int = 0
    rows: list[RenewalApplication] = field(default_factory=list)


def with_todo(renewals: RenewalQuerySet) -> RenewalQuerySet:
    """The renewals with their group as `todo`; those that wait for nobody of the firm are left out."""
    latest = Decision.objects.filter(renewal=OuterRef("pk")).order_by("-at", "-id").values("outcome")[:1]
    draft = Q(approval_status=ApprovalStatus.NOT_SUBMITTED)
    judged = Q(readiness__revision=F("revision"))
    waiting = renewals.live().filter(draft | Q(approval_status=ApprovalStatus.REJECTED))
    by_province = Q(approval_status=ApprovalStatus.REJECTED, _outcome=Outcome.PROVINCE_RETURNED)
    return waiting.annotate(_outcome=Subquery(latest)).annotate(
        todo=Case(
            When(by_province, then=Value(Todo.RETURNED)),
            When(approval_status=ApprovalStatus.REJECTED, then=Value(Todo.REJECTED)),
            When(judged & Q(readiness__errors=0, readiness__missing_papers=0), then=Value(Todo.READY)),
            When(judged & Q(readiness__errors=0), then=Value(Todo.PAPERS)),
            default=Value(Todo.UNFINISHED),
        )
    )


def in_group(renewals: RenewalQuerySet, group: str) -> RenewalQuerySet:
    """The renewals of one group of Todo."""
    listed: Any = with_todo(renewals)  # its annotations are unknown to the checker
    found: RenewalQuerySet = listed.filter(todo=group)
    return found


def group_sizes(renewals: RenewalQuerySet) -> dict[str, int]:
    """Group of Todo → how many renewals it holds, those that are empty left out."""
    listed: Any = with_todo(renewals)
    return dict(listed.order_by().values_list("todo").annotate(Count("pk")))


def groups_of(renewals: RenewalQuerySet) -> list[Group]:
    """Every group that is not empty, with its first rows: the latest decided, else the latest changed."""
    by_group = Window(
        RowNumber(),
        partition_by=F("todo"),
        order_by=[F("decided_at").desc(), F("updated_at").desc(), F("pk")],
    )
    counted = Window(Count("pk"), partition_by=F("todo"))
    listed: Any = with_todo(renewals).annotate(place=by_group, total=counted)
    listed = listed.select_related("device", "readiness").only(*SHOWN).order_by("place", "todo")
    found = {todo: Group(todo) for todo in Todo}
    # The first of every group are among so many; to filter by the place, the ORM would write the query twice.
    for row in listed[: EACH * len(Todo)]:
        if row.place <= EACH:
            group = found[Todo(row.todo)]
            group.total = row.total
            group.rows.append(row)
    return [group for group in found.values() if group.rows]
