"""The office's steps with a case: take it up, give it back, take it over, answer it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import User
from accounts.policies import Action, require
from cases.models import Case, CaseEvent
from cases.words import CaseStatus, CaseStep
from ground.errors import RuleBroken, StepRefused
from ground.writing import STALE, lock_row, write_row

LEAST, MOST = 5, 1000
NOT_YOURS = "此件由{who}处理中。需要由您办理的，请先点“接手办理”。"


@transaction.atomic
def claim_case(*, case_id: int, revision: int, user: User) -> Case:
    """开始处理: it is this person's; the first wins."""
    case = _locked(case_id, user, CaseStep.CLAIMED, CaseStatus.OPEN, revision=revision)
    case.claim()
    case.claimed_by = user
    return _written(case, user, CaseStep.CLAIMED, CaseStatus.OPEN)


@transaction.atomic
def take_over_case(*, case_id: int, revision: int, user: User, reason: str) -> Case:
    """接手办理 of what a colleague has, with a reason that stays in the history."""
    reason = _required(reason, "请写明接手的原因")
    case = _locked(case_id, user, CaseStep.TAKEN_OVER, CaseStatus.IN_HAND, revision=revision)
    if case.claimed_by_id == user.pk:
        raise StepRefused("already_yours", "此件已由您处理，直接填写处理结果即可。")
    case.claimed_by = user
    return _written(case, user, CaseStep.TAKEN_OVER, CaseStatus.IN_HAND, note=reason)


@transaction.atomic
def release_case(*, case_id: int, revision: int, user: User, reason: str) -> Case:
    """退回待处理 by whoever has it, with a reason."""
    reason = _required(reason, "请写明退回的原因")
    case = _own(case_id, user, CaseStep.RELEASED, revision)
    case.release()
    case.claimed_by = None
    return _written(case, user, CaseStep.RELEASED, CaseStatus.IN_HAND, note=reason)


@transaction.atomic
def answer_case(*, case_id: int, revision: int, user: User, answer: str, founded: bool) -> Case:
    """办结 or 认定不属实, with an answer that the reporter reads; by whoever has the case."""
    answer = _required(answer, "请填写处理结果，上报人可以查到")
    step = CaseStep.SETTLED if founded else CaseStep.UNFOUNDED
    case = _own(case_id, user, step, revision)
    case.settle() if founded else case.dismiss()
    case.answer, case.decided_at = answer, timezone.now()
    return _written(case, user, step, CaseStatus.IN_HAND, note=answer)


def _own(case_id: int, user: User, step: CaseStep, revision: int) -> Case:
    case = _locked(case_id, user, step, CaseStatus.IN_HAND, revision=revision)
    if case.claimed_by_id != user.pk:
        who = case.claimed_by.masked_name if case.claimed_by else "其他人员"
        raise StepRefused("not_yours", NOT_YOURS.format(who=who))
    return case


def _locked(case_id: int, user: User, step: CaseStep, wanted: CaseStatus, *, revision: int) -> Case:
    """The locked case in the wanted state; StepRefused names who was first."""
    require(user, Action.HANDLE_CASES)
    case = lock_row(Case.objects.visible_to(user).select_related("claimed_by").filter(pk=case_id))
    if case.status != wanted:
        raise StepRefused("wrong_state", f"{_who_was_first(case)}不能再“{step.label}”。请刷新页面查看。")
    if case.revision != revision:
        raise StepRefused("stale", STALE)
    return case


def _who_was_first(case: Case) -> str:
    last = case.events.exclude(step=CaseStep.CONTACT_SEEN).select_related("by").first()
    if last is None or last.by is None:
        return f"此件当前为“{case.state.label}”，"
    at = f"{localtime(last.at):%Y-%m-%d %H:%M}"
    return f"此件已由{last.by.masked_name}于{at}“{last.step_word}”，"


def _written(case: Case, user: User, step: CaseStep, before: CaseStatus, *, note: str = "") -> Case:
    case.updated_at = timezone.now()
    fields = ("status", "claimed_by", "answer", "decided_at", "updated_at")
    write_row(case, fields=fields, expect={"status": before})
    CaseEvent.objects.create(case=case, step=step, by=user, note=note)
    return case


def _required(text: str, sentence: str) -> str:
    text = text.strip()
    if len(text) < LEAST:
        raise RuleBroken("note_missing", f"{sentence}(至少 {LEAST} 个字)。", path="note")
    if len(text) > MOST:
        raise RuleBroken("note_long", f"最多 {MOST} 字，请精简。", path="note")
    return text
