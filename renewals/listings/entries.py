"""设备备案资料录入 as a list: the firm's renewals with both statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from django.db.models import Case, CharField, F, Value, When
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from devices.listing import ANY_CATEGORY, category_facet, town_facet, town_word
from ground.facets import Facet
from ground.glossary import ApprovalStatus, UploadStatus
from ground.listing import Column, Listing, ListSpec, Typed
from renewals.listings.batches import ANY_BATCH, batch_facets
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.todo import Todo, group_sizes, in_group
from renewals.way import next_step

VOIDED = {"voided": "已作废"}
SEARCH = Typed("q", "查找", hint="受理编号 / 新旧备案号 / 规格型号 / 出厂编号 / 自编号")


def entry_list(user: User, params: QueryDict) -> Listing[RenewalApplication]:
    """The firm's renewals, as the address narrows and sorts them."""
    facets = (
        _approval_facet(),
        Facet("upload", "上传状态", dict(UploadStatus.choices), key="upload_status"),
        category_facet(),
        town_facet(),
        _todo_facet(),
        *batch_facets(user, "renewal"),
    )
    return Listing(replace(ASKED, facets=facets), RenewalApplication.objects.visible_to(user), params)


def approval_word(renewal: RenewalApplication) -> str:
    """审批状态 as the list shows it."""
    return VOIDED["voided"] if renewal.is_voided else renewal.approval.label


def _todo_facet() -> Facet:
    """What waits for the firm, as the workbench groups it."""
    return Facet(
        "todo",
        "待办",
        dict(Todo.choices),
        narrow=in_group,
        own_count=group_sizes,
        occurring=True,
    )


@cache
def _approval_facet() -> Facet:
    """审批状态; a renewal that was given up is 已作废, whatever it was before."""
    state = Case(
        When(voided_at__isnull=False, then=Value("voided")),
        default=F("approval_status"),
        output_field=CharField(),
    )
    words = dict(ApprovalStatus.choices) | VOIDED
    return Facet("approval", "审批状态", words, key=state, narrow=_in_state)


def _in_state(renewals: RenewalQuerySet, state: str) -> RenewalQuerySet:
    if state in VOIDED:
        return renewals.filter(voided_at__isnull=False)
    return renewals.live().filter(approval_status=state)


def _search(renewals: RenewalQuerySet, typed: Mapping[str, str]) -> RenewalQuerySet:
    return renewals.search(typed["q"])


def _day(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d") if moment else ""  # type: ignore[arg-type]


ENTRY_COLUMNS = (
    Column("选择", css="sel"),
    Column("受理编号", lambda renewal: renewal.reference, order="reference"),
    Column("原备案号", lambda renewal: renewal.old_registration_number, order="old_registration_number"),
    Column("新备案号", lambda renewal: renewal.device.new_registration_number, on_page=False),
    Column("规格型号", lambda renewal: renewal.model, order="model"),
    Column("设备类别", lambda renewal: renewal.category_label, on_page=False),
    Column("出厂编号", lambda renewal: renewal.factory_number, on_page=False),
    Column("企业自编号", lambda renewal: renewal.internal_number, on_page=False),
    Column("存放镇街", lambda renewal: town_word(renewal.storage_town), on_page=False),
    Column("审批状态", approval_word),
    Column("上传状态", lambda renewal: renewal.upload.label),
    Column("下一步", next_step),
    Column("提交次数", lambda renewal: renewal.round, on_page=False),
    Column("提交日期", lambda renewal: _day(renewal.submitted_at), on_page=False),
    Column("换证完成日期", lambda renewal: _day(renewal.completed_at), on_page=False),
    Column("操作", css="act"),
)

# As the interface's description says it: categories and batches stand in the database.
ASKED = ListSpec(
    columns=ENTRY_COLUMNS,
    typed=(SEARCH,),
    search=_search,
    facets=(
        _approval_facet(),
        Facet("upload", "上传状态", dict(UploadStatus.choices), key="upload_status"),
        ANY_CATEGORY,
        town_facet(),
        _todo_facet(),
        ANY_BATCH,
    ),
)
