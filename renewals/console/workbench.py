"""审核工作台: what a reviewer takes up next, a few lines of each kind, each by one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Action, may
from ground.console import Panel, PanelLine
from ground.glossary import ApprovalStatus, Outcome
from ground.templatetags.lists import row_url
from renewals.console.due import due_tag
from renewals.deadlines import SOON, days_of_this_request, workdays_after
from renewals.models import Decision, RenewalApplication
from renewals.services.second_review import has_two_levels, without_own

LINES = 5
# What a line says of a renewal.
NAMED = ("reference", "old_registration_number", "model")


def workbench_panels(request: HttpRequest) -> Iterator[Panel]:
    """我签收的, 最早提交, 即将到期, 省网退回, 撤回申请, for who reviews; others see figures alone."""
    user = request.user
    if not may(user, Action.REVIEW_RENEWALS):
        return
    now, today, queue = timezone.now(), timezone.localdate(), reverse("console:renewal_queue")
    waiting = RenewalApplication.objects.awaiting_review().visible_to(user)
    oldest = waiting.order_by("submitted_at", "id")
    free = without_own(oldest.exclude(claimed_by__isnull=False, claimed_until__gt=now), user)
    soon_on = workdays_after(today, SOON, days_of_this_request())
    soon = waiting.filter(due_on__lte=soon_on).order_by("due_on", "id")
    asked = oldest.filter(withdrawal_requested_at__isnull=False)
    mine = oldest.filter(claimed_by=user, claimed_until__gt=now)
    yield Panel("我签收的", _lines(mine), f"{queue}?claim=mine", "没有由您签收的换证申请。")
    if has_two_levels():
        second = free.filter(first_acceptance__isnull=False)
        free = free.filter(first_acceptance__isnull=True)
        yield Panel("待您复核", _lines(second), reverse("console:second_queue"), "没有等待您复核的换证申请。")
    yield Panel("最早提交、无人签收", _lines(free), f"{queue}?claim=free", "没有无人签收的换证申请。")
    yield Panel("已超期和即将到期", _lines(soon), f"{queue}?order=due_on", "没有即将到期的换证申请。")
    yield Panel("企业申请撤回", _lines(asked), reverse("console:withdrawal_queue"), "没有企业申请撤回。")
    yield Panel(
        "省网退回",
        _returned(),
        f"{reverse('console:task_history')}?step=province_returned",
        "没有省网退回、企业尚未重新提交的申请。",
    )


def _lines(renewals: QuerySet[RenewalApplication]) -> list[PanelLine]:
    today = timezone.localdate()
    shown = renewals.select_related("enterprise").only(*NAMED, "due_on", "enterprise__name")
    return [
        PanelLine(_name(renewal), _address(renewal), renewal.enterprise.name, due_tag(renewal.due_on, today))
        for renewal in shown[:LINES]
    ]


def _returned() -> list[PanelLine]:
    """Those that the province returned last and that are still with their firm."""
    returned: Iterable[Decision] = (
        Decision.objects.filter(
            outcome=Outcome.PROVINCE_RETURNED,
            renewal__approval_status=ApprovalStatus.REJECTED,
            renewal__voided_at__isnull=True,
        )
        .select_related("renewal")
        .only("opinion", *(f"renewal__{name}" for name in NAMED))
        .order_by("-at", "-id")[:LINES]
    )
    seen = {decision.renewal_id: decision for decision in returned}
    return [
        PanelLine(_name(item.renewal), _address(item.renewal), item.opinion[:60]) for item in seen.values()
    ]


def _name(renewal: RenewalApplication) -> str:
    return f"{renewal.old_registration_number or renewal.reference} {renewal.model}"


def _address(renewal: RenewalApplication) -> str:
    return row_url("console:renewal_review", renewal.reference)
