"""企业事项 of a firm as a list."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from ground.facets import Facet
from ground.glossary import MatterKind, MatterStatus
from ground.listing import Column, Listing, ListSpec, Typed
from matters.models import Matter
from matters.models.reads import MatterQuerySet
from matters.words import next_step

SEARCH = Typed("q", "查找", hint="受理编号 / 备案号 / 规格型号 / 出厂编号")
FACETS = (
    Facet("kind", "事项", dict(MatterKind.choices), key="kind", occurring=True),
    Facet("state", "办理状态", dict(MatterStatus.choices), key="status", occurring=True),
)


def matter_list(user: User, params: QueryDict) -> Listing[Matter]:
    """The firm's matters and those offered to it, as the address narrows and sorts them."""
    spec = ListSpec(columns=_columns(user), typed=(SEARCH,), search=_search, facets=FACETS)
    return Listing(spec, Matter.objects.visible_to(user), params)


def is_incoming(matter: Matter, user: User) -> bool:
    """Whether another firm applies for it and the person's own firm is to take the machine over."""
    return matter.enterprise_id != user.enterprise_id


def _columns(user: User) -> tuple[Column, ...]:
    return (
        Column("受理编号", lambda matter: matter.reference, order="created_at"),
        Column("事项", lambda matter: matter.sort.label),
        Column("申请企业", lambda matter: matter.enterprise.name, on_page=False),
        Column("设备", lambda matter: matter.device.registration_number if matter.device else "企业本身"),
        Column("规格型号", lambda matter: matter.device.model if matter.device else "", on_page=False),
        Column(
            "出厂编号", lambda matter: matter.device.factory_number if matter.device else "", on_page=False
        ),
        Column("办理状态", lambda matter: matter.state.label),
        Column("下一步", lambda matter: next_step(matter, incoming=is_incoming(matter, user))),
        Column("建立日期", lambda matter: timezone.localdate(matter.created_at), on_page=False),
        Column("操作", css="act"),
    )


def _search(matters: MatterQuerySet, typed: Mapping[str, str]) -> MatterQuerySet:
    return matters.search(typed["q"])


# As the interface's description says it.
ASKED = ListSpec(
    columns=(Column("受理编号", order="created_at"),), typed=(SEARCH,), search=_search, facets=FACETS
)
