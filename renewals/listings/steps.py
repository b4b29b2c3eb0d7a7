"""任务历史 of a firm as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from audit.models import HistoryEntry, HistoryQuerySet
from ground.facets import Facet
from ground.glossary import Step
from ground.listing import Column, Listing, ListSpec, Typed
from renewals.history_rows import HistoryRow
from renewals.history_search import matching_steps

TYPED = (
    Typed("q", "查找", hint="受理编号 / 新旧备案号 / 规格型号 / 出厂编号 / 自编号"),
    Typed("from", "从哪一天起", kind="date", hint="从"),
    Typed("to", "到哪一天止", kind="date", hint="至"),
)


def step_list(user: User, params: QueryDict) -> Listing[HistoryEntry]:
    """The steps of the firm's machines and renewals, as the address narrows and sorts them."""

    def search(entries: HistoryQuerySet, typed: Mapping[str, str]) -> HistoryQuerySet:
        return matching_steps(entries, typed, user)

    spec = replace(ASKED, search=search)
    entries = HistoryEntry.objects.for_firms().filter(enterprise_id=user.own_enterprise.pk)
    return Listing(spec, entries, params)


def _opinion(row: HistoryRow) -> str:
    return "\n".join(part for part in (row.entry.opinion, *row.grounds) if part)


def _remarks(row: HistoryRow) -> str:
    return "\n".join(f"{label}：{text}" for _path, label, text in row.remarks)


STEP_COLUMNS = (
    Column("时间", lambda row: timezone.localtime(row.entry.at).strftime("%Y-%m-%d %H:%M"), order="at"),
    Column("设备", lambda row: row.device.registration_number if row.device else ""),
    Column("规格型号", lambda row: row.device.model if row.device else "", on_page=False),
    Column("出厂编号", lambda row: row.device.factory_number if row.device else "", on_page=False),
    Column("受理编号", lambda row: row.renewal.reference if row.renewal else "", on_page=False),
    Column("步骤", lambda row: row.title),
    Column("办理人", lambda row: row.who),
    Column("结果", lambda row: row.result.label if row.result else ""),
    Column("备案意见", _opinion),
    Column("逐项意见", _remarks, on_page=False),
)

# As the interface's description says it, too; it is searched for somebody.
ASKED = ListSpec(
    columns=STEP_COLUMNS,
    typed=TYPED,
    search=lambda entries, _typed: entries,
    facets=(Facet("step", "步骤", dict(Step.choices), key="step", occurring=True),),
    default="-at",
)
