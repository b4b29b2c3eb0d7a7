"""通知公告 and 联系方式: kept with what stood there before, and what a change means for those who read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.city_changes import Texts, as_lines
from audit.services import record_city_change
from documents.staging import Staged
from ground.effects import Effect, tells
from ground.writing import lock_row
from inbox.guide import GuideSection
from inbox.models import Contact, Notice
from inbox.notices import keep_papers
from inbox.templatetags.place_guides import MOST_CONTACTS

ON_HOME = 8  # notices that the public home lists
TITLES = {Notice: "通知公告", Contact: "联系方式"}
KINDS = {Notice: "notice", Contact: "contact"}


def notice_texts(notice: Notice) -> Texts:
    """The notice as its history names it."""
    names = notice.papers.values_list("name", flat=True) if notice.pk else ()
    return {
        "标题": notice.title,
        "正文": as_lines(notice.body),
        "发布日期": f"{notice.published_on:%Y-%m-%d}" if notice.published_on else "",
        "发布": "是" if notice.is_published else "否",
        "附件": "、".join(names),
    }


def contact_texts(contact: Contact) -> Texts:
    """The line as its history names it."""
    return {
        "事项或部门": contact.name,
        "电话": contact.phone,
        "服务时间": contact.hours,
        "排序": str(contact.order),
    }


@transaction.atomic
def keep_notice(
    *, user: User, notice: Notice, staged: Collection[Staged] = (), removed: Collection[int] = ()
) -> Notice:
    """Keep a notice with its files, and what stood there before; RuleBroken at `papers` where there are too many."""
    require(user, Action.KEEP_CITY_DATA)
    before = notice_texts(lock_row(Notice.objects.filter(pk=notice.pk))) if notice.pk else {}
    notice.save()
    keep_papers(notice_id=notice.pk, user=user, staged=staged, removed=removed)
    _record(user, notice, before, notice_texts(notice))
    return notice


@transaction.atomic
def keep_contact(*, user: User, contact: Contact) -> Contact:
    """Keep a line of 联系方式, and what stood there before."""
    require(user, Action.KEEP_CITY_DATA)
    before = contact_texts(lock_row(Contact.objects.filter(pk=contact.pk))) if contact.pk else {}
    contact.save()
    _record(user, contact, before, contact_texts(contact))
    return contact


@transaction.atomic
def remove(*, user: User, row: Notice | Contact) -> None:
    """Take one away; what it said stays in the history."""
    require(user, Action.KEEP_CITY_DATA)
    before = notice_texts(row) if isinstance(row, Notice) else contact_texts(row)
    _record(user, row, before, {})
    row.delete()


def contacts_with(contact: Contact) -> list[Contact]:
    """联系方式 in their order as they would be with this line."""
    others = list(Contact.objects.exclude(pk=contact.pk))
    return sorted([*others, contact], key=lambda one: (one.order, one.pk or float("inf")))


@tells("notice")
def of_a_notice(before: Notice | None, after: Notice | None) -> Iterator[Effect]:
    """Where it is read, from when on, and what is read no more."""
    today = timezone.localdate()
    was = before is not None and before.is_published and before.published_on <= today
    if after is None or not after.is_published:
        yield Effect("公开页面", note="不再显示，原来的链接打不开" if was else "不显示，只在后台可见")
        return
    if after.published_on > today:
        note = f"{after.published_on:%Y-%m-%d} 起显示，在此之前只在后台可见"
        yield Effect("公开页面", note=f"现在不再显示，{note}" if was else note)
        return
    place = _newer(after) + 1
    yield Effect("公开的“通知公告”", note=f"任何人可以查看，保存后立即生效，排在第 {place} 条")
    home = f"列出最新 {ON_HOME} 条，这一条{'在其中' if place <= ON_HOME else '不在其中'}"
    yield Effect("首页", note=home)


@tells("contact")
def of_a_contact(before: Contact | None, after: Contact | None) -> Iterator[Effect]:
    """Where the line is read, and in which place."""
    if after is None:
        yield Effect("公开的“办事指南”和企业端的“操作指引”", note="不再列出这一行")
        return
    place = contacts_with(after).index(after) + 1
    yield Effect(
        "公开的“办事指南”和企业端的“操作指引”", note=f"任何人可以查看，保存后立即生效，排在第 {place} 行"
    )
    shown = "列出" if place <= MOST_CONTACTS else f"不列出，只列前 {MOST_CONTACTS} 行"
    yield Effect("企业端各页下方的操作指引", note=shown)


@tells("guide")
def of_a_section(before: GuideSection | None, after: GuideSection | None) -> Iterator[Effect]:
    """Whether and where the section is read."""
    if before is None or after is None or not after.is_shown:
        shown = before is not None and before.is_shown
        yield Effect("公开的“办事指南”", note="不再显示这一节" if shown else "不显示这一节")
        return
    above = GuideSection.objects.filter(is_shown=True, order__lt=after.order).count()
    yield Effect("公开的“办事指南”", note=f"任何人可以查看，保存后立即生效，是第 {above + 1} 节")


def _newer(notice: Notice) -> int:
    """How many published notices stand above it."""
    others = Notice.objects.published().exclude(pk=notice.pk)
    later = Q(published_on__gt=notice.published_on)
    if notice.pk:
        later |= Q(published_on=notice.published_on, pk__gt=notice.pk)
    return others.filter(later).count()


def _record(user: User, row: Notice | Contact, before: Texts, after: Texts) -> None:
    if before == after:
        return
    title = f"{TITLES[type(row)]} {before.get('标题') or before.get('事项或部门') or row}"
    record_city_change(
        subject=f"{KINDS[type(row)]}:{row.pk}",
        title=title if before and after else f"{'删除' if before else '添加'}{title}",
        actor=user.actor,
        before=before,
        after=after,
    )
