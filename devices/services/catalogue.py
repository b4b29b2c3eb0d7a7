"""Catalogue versions: the product's own, the city's draft, and putting it into force."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.services import record_city_change
from devices.catalogue import Catalogue, CatalogueError, built_in, from_data, to_data
from devices.catalogue.differences import Difference, differences
from devices.catalogue.schema import Data
from devices.models import CatalogueDraft, CatalogueVersion
from ground.errors import RuleBroken, StepRefused
from ground.writing import lock_row, write_row

SUBJECT = "catalogue"
LAST_NUMBER = re.compile(r"(.*?)(\d+)\Z")
CODE = re.compile(r"[a-z][a-z0-9_]+")
NO_DRAFT = "草稿已生效或已被放弃。请返回“参数目录”查看。"
ONE_DRAFT = "已有一份草稿在编制，请在其中修改，或先放弃它。"
FAULTY = "草稿有误，不能使用：{fault}。请改正后再试。"


def publish_built_in() -> CatalogueVersion | None:
    """Publish the catalogue file of the product, once for each version it names.

    A published version is never rewritten: records pin it. A changed file needs a new version name. Where the
    city has published a version of its own the file no longer comes into force by itself: None.
    """
    catalogue = built_in()
    if CatalogueVersion.objects.filter(published_by__isnull=False).exists():
        return CatalogueVersion.objects.filter(number=catalogue.version).first()
    version, _created = CatalogueVersion.objects.get_or_create(
        number=catalogue.version,
        defaults={
            "effective_on": catalogue.effective_on,
            "data": to_data(catalogue),
            "sm3": catalogue.digest,
        },
    )
    return version


def latest_version() -> CatalogueVersion:
    """The version in force last of all, one that waits for its date included."""
    found = CatalogueVersion.objects.latest_first().first()
    if found is None:
        raise CatalogueVersion.DoesNotExist("no catalogue version")
    return found


@transaction.atomic
def start_draft(*, user: User, base_id: int | None = None) -> CatalogueDraft:
    """A draft of the next version, made from the latest one or from `base_id`; StepRefused where there is one."""
    require(user, Action.KEEP_CATALOGUE)
    latest = latest_version()
    base = CatalogueVersion.objects.get(pk=base_id) if base_id else latest
    draft = CatalogueDraft(base=base, number=next_number(latest.number), data=base.data, made_by=user)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as clash:
        raise StepRefused("one_draft", ONE_DRAFT) from clash
    _record(user, f"新建第 {draft.number} 版草稿", {}, {"底版": f"第 {base.number} 版"})
    return draft


@transaction.atomic
def discard_draft(*, user: User, revision: int) -> None:
    """Give the draft up; the versions stay as they are."""
    require(user, Action.KEEP_CATALOGUE)
    draft = _locked(revision)
    _record(user, f"放弃第 {draft.number} 版草稿", {"底版": f"第 {draft.base.number} 版"}, {})
    draft.delete()


@transaction.atomic
def keep_entries(*, user: User, revision: int, change: Callable[[Data], Data]) -> CatalogueDraft:
    """Keep what `change` makes of the draft's entries; RuleBroken where they would contradict themselves."""
    require(user, Action.KEEP_CATALOGUE)
    draft = _locked(revision)
    draft.data = change(draft.data)
    read_draft(draft)
    draft.updated_at = timezone.now()
    write_row(draft, fields=("data", "updated_at"), expect={})
    return draft


@transaction.atomic
def keep_number(*, user: User, revision: int, number: str) -> CatalogueDraft:
    """Name the draft's version; RuleBroken where a version is called so already."""
    require(user, Action.KEEP_CATALOGUE)
    draft = _locked(revision)
    _refuse_known(number)
    draft.number, draft.updated_at = number, timezone.now()
    write_row(draft, fields=("number", "updated_at"), expect={})
    return draft


@transaction.atomic
def put_into_force(*, user: User, revision: int, effective_on: dt.date, reason: str) -> CatalogueVersion:
    """Publish the draft: from `effective_on` on it is the version that new records take and drafts are moved to.

    It is never changed afterwards. Raises RuleBroken for a date that has passed or lies before a version that
    is already published, without a difference, or without a reason.
    """
    require(user, Action.PUBLISH_CATALOGUE)
    draft = _locked(revision)
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise RuleBroken("reason_missing", "请写明修改原因(2 至 200 个字)。", path="reason")
    refuse_date(effective_on)
    _refuse_known(draft.number)
    found = published_form(draft, effective_on)
    if not changes_of_draft(draft):
        raise RuleBroken("no_difference", "草稿与现行版本没有差别，不需要生效。")
    version = CatalogueVersion.objects.create(
        number=draft.number,
        effective_on=effective_on,
        data=to_data(found),
        sm3=found.digest,
        reason=reason,
        published_by=user,
    )
    lines = changes_of_draft(draft)
    _record(
        user,
        f"第 {version.number} 版定于 {effective_on:%Y-%m-%d} 生效",
        {_named(line): line.before for line in lines},
        {_named(line): line.after for line in lines},
        reason,
    )
    draft.delete()
    return version


@transaction.atomic
def take_back(*, user: User, version_id: int) -> CatalogueDraft:
    """Make a version that waits for its date a draft again; nothing can have pinned it yet.

    Raises StepRefused once its date has come, or while another draft is being made.
    """
    require(user, Action.PUBLISH_CATALOGUE)
    version = lock_row(CatalogueVersion.objects.filter(pk=version_id))
    if version.effective_on <= timezone.localdate():
        raise StepRefused("in_force", f"第 {version.number} 版已生效，不能撤回。需要更正的，请编制新的版本。")
    if CatalogueDraft.objects.exists():
        raise StepRefused("one_draft", ONE_DRAFT)
    before = CatalogueVersion.objects.exclude(pk=version.pk).latest_first().first()
    assert before  # noqa: S101 - the product's own version is always there
    draft = CatalogueDraft(base=before, number=version.number, data=version.data, made_by=user)
    draft.effective_on = version.effective_on
    version.delete()
    draft.save(force_insert=True)
    said = {"生效日期": f"{draft.effective_on:%Y-%m-%d}"}
    _record(user, f"撤回尚未生效的第 {draft.number} 版", said, {"生效日期": "未定"})
    return draft


def read_draft(draft: CatalogueDraft) -> Catalogue:
    """The draft as a catalogue; RuleBroken with the fault, in words, where it contradicts itself."""
    try:
        return from_data(draft.data)
    except CatalogueError as fault:
        raise RuleBroken("catalogue_fault", FAULTY.format(fault=_readable(fault, draft.data))) from fault


def published_form(draft: CatalogueDraft, effective_on: dt.date) -> Catalogue:
    """What the draft becomes: its entries under its number and date."""
    named = {"version": draft.number, "effective_on": effective_on.isoformat()}
    draft.data = {**draft.data, **named, "title": f"建筑起重机械技术参数目录(第{draft.number}版)"}
    return read_draft(draft)


def changes_of_draft(draft: CatalogueDraft) -> list[Difference]:
    """The draft's differences from the latest published version."""
    return differences(latest_version().catalogue, read_draft(draft))


def refuse_date(effective_on: dt.date) -> None:
    """Raise RuleBroken for a day that has passed, is too far, or lies before a published version's."""
    today, latest = timezone.localdate(), latest_version()
    if effective_on < today:
        raise RuleBroken("date_passed", "生效日期不能早于今天。", path="effective_on")
    if effective_on > today + dt.timedelta(days=3 * 366):
        raise RuleBroken("date_far", "生效日期请选择三年以内的日期。", path="effective_on")
    if effective_on < latest.effective_on:
        sentence = f"第 {latest.number} 版将于 {latest.effective_on:%Y-%m-%d} 生效，生效日期不能早于它。"
        raise RuleBroken("date_before_other", sentence, path="effective_on")


def next_number(number: str) -> str:
    """The number after 2026.1: 2026.2."""
    found = LAST_NUMBER.match(number)
    return f"{found[1]}{int(found[2]) + 1}"[:20] if found else f"{number}.1"[:20]


def _locked(revision: int) -> CatalogueDraft:
    try:
        return lock_row(CatalogueDraft.objects.select_related("base"), revision=revision)
    except CatalogueDraft.DoesNotExist as gone:
        raise StepRefused("no_draft", NO_DRAFT) from gone


def _refuse_known(number: str) -> None:
    if CatalogueVersion.objects.filter(number=number).exists():
        raise RuleBroken("number_known", f"已有第 {number} 版，请改用别的版本号。", path="number")


def _readable(fault: CatalogueError, data: Data) -> str:
    """The fault with labels instead of codes: 塔式起重机：最大附着起升高度：填写条件用到的…"""
    parts = fault.entry.split(".")
    here = [item for item in data["categories"] if item["code"] in parts] or data["categories"]
    labels = {item["code"]: item["label"] for item in [*data["categories"], *data["attachments"]]}
    labels |= {one["code"]: one["label"] for item in here for one in item.get("parameters", [])}
    where = [labels[part] for part in parts if part in labels]
    problem = CODE.sub(lambda found: labels.get(found[0], found[0]), fault.problem)
    return "：".join([*where, problem])


def _named(line: Difference) -> str:
    return f"{line.where} {line.entry} {line.what}"


def _record(user: User, title: str, before: dict[str, str], after: dict[str, Any], reason: str = "") -> None:
    record_city_change(
        subject=SUBJECT, title=title, actor=user.actor, before=before, after=after, reason=reason
    )
