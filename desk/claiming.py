"""签收, 退回待办, 接手办理 and 正在查看 of any kind of case.

A claim changes nothing that is decided on, so the revision stays and open pages stay good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import require
from audit.actors import Actor
from desk.kinds import CaseKind
from desk.models import Claimable, Viewing
from ground.asking import trimmed
from ground.errors import RuleBroken, StepRefused
from ground.glossary import Step
from ground.writing import take_row
from inbox.services import tell

FORGOTTEN_AFTER = dt.timedelta(hours=1)  # looks that say nothing any more
SHORTEST, LONGEST = 5, 200
FREED = "签收人的账号已停用或调整角色，此件可由其他审核人员办理。"
UNCLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
IN_HAND = (
    "审核人员正在办理此件，暂不能撤回。请等待审核结果；{until:%H:%M} 以后仍未办结、也无人续办的，可以再撤回。"
)


def claim_until(now: dt.datetime) -> dt.datetime:
    """When a claim that is made or renewed at `now` ends by itself."""
    return now + dt.timedelta(minutes=settings.REVIEW_CLAIM_MINUTES)


@transaction.atomic
def claim_case(kind: CaseKind, *, case_id: int, reviewer: User) -> Any:
    """签收; one's own claim is renewed. Raises StepRefused where another's stands or the case waits no more."""
    require(reviewer, kind.action)
    if case := _taken_free(kind, case_id, reviewer):
        kind.record(case, reviewer.actor, kind.claimed, {})
        return case
    case = kind.lock(case_id, reviewer, kind.claimed)
    refuse_claimed_by_other(case, reviewer)
    mine = case.claimed_by_id == reviewer.pk
    _give(case, reviewer)
    if not mine:
        kind.record(case, reviewer.actor, kind.claimed, {})
    return case


@transaction.atomic
def release_case(kind: CaseKind, *, case_id: int, reviewer: User) -> None:
    """退回待办: give one's own claim back; another's is left alone."""
    require(reviewer, kind.action)
    mine = kind.waiting(reviewer).filter(pk=case_id, claimed_by=reviewer)
    mine.update(**UNCLAIMED)


@transaction.atomic
def take_over_case(kind: CaseKind, *, case_id: int, reviewer: User, reason: str) -> Any:
    """接手办理 what another reviewer has claimed, with a reason that stays in the history, for the office alone.

    The former reviewer is told. Raises RuleBroken without a reason, StepRefused where nobody else has it.
    """
    require(reviewer, kind.action)
    reason = trimmed(reason)
    if not SHORTEST <= len(reason) <= LONGEST:
        raise RuleBroken("reason_missing", "请写明接手办理的理由(5 至 200 个字)。", path="takeover_reason")
    case = kind.lock(case_id, reviewer, kind.taken_over)
    former = case.claimed_by
    if former is None or not case.claimed_by_other(reviewer, timezone.now()):
        raise StepRefused("not_claimed", "此件现在没有其他审核人员签收，不需要接手。请直接办理。")
    _give(case, reviewer)
    kind.record(case, reviewer.actor, kind.taken_over, {"inside": reason})
    tell(
        people=[former],
        title=f"您签收的 {kind.word(case)} 已由{reviewer.masked_name}接手办理",
        body=f"理由：{reason}",
        link=kind.address(case),
    )
    return case


@transaction.atomic
def note_viewing(kind: CaseKind, *, case_id: int, person: User) -> None:
    """Note that the person has the case open; a claim of theirs that still stands is renewed."""
    now = timezone.now()
    Viewing.objects.update_or_create(
        kind=kind.name, case_id=case_id, person=person, defaults={"seen_at": now}
    )
    Viewing.objects.filter(person=person, seen_at__lt=now - FORGOTTEN_AFTER).delete()
    mine = kind.waiting(person).filter(pk=case_id, claimed_by=person, claimed_until__gt=now)
    mine.update(claimed_until=claim_until(now))


def viewers_of(kind: CaseKind, case_ids: Iterable[int], *, but: User) -> dict[int, list[str]]:
    """Who else has each of the cases open, by masked name; one query."""
    looks = Viewing.objects.live(timezone.now()).filter(kind=kind.name, case_id__in=list(case_ids))
    found: dict[int, list[str]] = {}
    named = looks.select_related("person").only("case_id", "person__username", "person__full_name")
    for look in named.exclude(person=but).order_by("id"):
        found.setdefault(look.case_id, []).append(look.person.masked_name)
    return found


def refuse_claimed_by_other(case: Claimable, reviewer: User) -> None:
    """Raise StepRefused, naming who has it, where another reviewer's claim stands."""
    if case.claimed_by_other(reviewer, timezone.now()) and case.claimed_by:
        raise StepRefused(
            "claimed_by_other",
            f"此件正由{case.claimed_by.masked_name}办理，您暂不能办理。请先办理其他待办，或写明理由后接手。",
        )


def refuse_in_hand(case: Claimable) -> None:
    """Raise StepRefused where a reviewer has the case that its firm wants back."""
    if case.claimed_until and case.is_claimed(timezone.now()):
        raise StepRefused("claimed", IN_HAND.format(until=timezone.localtime(case.claimed_until)))


def freed(case: Claimable) -> tuple[str, ...]:
    """Take the claim off a case that waits no more; the names of the columns to write."""
    case.claimed_by, case.claimed_until = None, None
    return ("claimed_by", "claimed_until")


def free_claims(kind: CaseKind, person: User, actor: Actor) -> int:
    """Free every case of the kind that a reviewer who leaves has claimed; how many. The revision stays."""
    held = list(
        kind.model._base_manager.filter(claimed_by=person).select_for_update(of=("self",)).order_by("pk")
    )
    kind.model._base_manager.filter(pk__in=[case.pk for case in held]).update(**UNCLAIMED)
    Viewing.objects.filter(kind=kind.name, person=person).delete()
    for case in held:
        kind.record(case, actor, Step.CLAIM_RELEASED, {"inside": FREED})
    return len(held)


def _taken_free(kind: CaseKind, case_id: int, reviewer: User) -> Any:
    """The case, claimed by one statement; None where it is in a hand, waits no more, or its kind is locked first."""
    if not kind.seen:
        return None
    free = kind.waiting(reviewer).filter(pk=case_id, claimed_by__isnull=True)
    until = claim_until(timezone.now())
    return take_row(free, seen=kind.seen, claimed_by=reviewer, claimed_until=until)


def _give(case: Claimable, reviewer: User) -> None:
    case.claimed_by, case.claimed_until = reviewer, claim_until(timezone.now())
    same = type(case)._base_manager.filter(pk=case.pk)
    same.update(claimed_by=reviewer, claimed_until=case.claimed_until)
