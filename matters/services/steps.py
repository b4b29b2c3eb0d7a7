"""What every step of a matter shares: lock, refuse in words, write, record."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import User
from audit.actors import Actor
from audit.models import HistoryEntry
from audit.services import record_step
from desk.firsts import step_in_words, who_did
from ground.asking import trimmed
from ground.errors import RuleBroken, StepRefused
from ground.glossary import MatterStatus, Step
from ground.writing import lock_row, write_row
from matters.models import Matter

DECIDED = {MatterStatus.ACCEPTED, MatterStatus.REJECTED, MatterStatus.DISMISSED}
NEXT = {
    MatterStatus.NOT_SUBMITTED: "尚未提交(或已撤回)，等企业提交后再办理。",
    MatterStatus.AWAITING_CONFIRMATION: "请等受让方确认接收；需要修改的，请先撤回。",
    MatterStatus.PENDING: "请等待审批办审核；需要修改的，请先撤回。",
    MatterStatus.REJECTED: "请按审核意见修改，保存后重新提交。",
    MatterStatus.ACCEPTED: "事项已办结，无需操作。",
    MatterStatus.IN_FORCE: "需要换证的，请点“恢复换证”。",
    MatterStatus.ENDED: "设备已恢复为“待换发证件”，可以点“证件换发”。",
    MatterStatus.DISMISSED: "设备没有变化；仍需办理的，请重新提出。",
    MatterStatus.VOIDED: "需要办理的，请重新填写。",
}


def lock_matter(*, matter_id: int, user: User, revision: int | None, own: bool = True) -> Matter:
    """The locked matter as `user` may see it; `own` leaves out what another firm has offered.

    Raises the model's DoesNotExist for a stranger, StepRefused, naming the last step, where it has changed
    since `revision`.
    """
    visible = Matter.objects.own_of(user) if own else Matter.objects.visible_to(user)
    related = visible.select_related("enterprise", "device__enterprise", "counterparty")
    matter = lock_row(related.filter(pk=matter_id))
    if revision is not None:
        refuse_changed(matter, revision)
    return matter


def refuse_changed(matter: Matter, revision: int) -> None:
    """Raise StepRefused, naming the last step, where the page was made from an older revision."""
    if matter.revision != revision:
        raise StepRefused("stale", _what_changed(matter))


def require_status(matter: Matter, step: Step, *wanted: MatterStatus) -> None:
    """Raise StepRefused, saying who did what meanwhile, unless the matter is in a wanted state."""
    if matter.status not in wanted:
        sentence = f"{_who_was_first(matter)}不能再“{step.label}”。{NEXT[matter.state]}"
        raise StepRefused("wrong_state", sentence)


def write(matter: Matter, *, before: str, fields: tuple[str, ...] = ()) -> None:
    """Compare-and-set the matter's row; `before` is the status that must still stand."""
    matter.updated_at = timezone.now()
    write_row(matter, fields=("status", "updated_at", *fields), expect={"status": before})


def record(matter: Matter, actor: Actor, step: Step, before: str, **more: Any) -> None:
    """Append the step to the history of the matter and its machine."""
    record_step(
        step=step,
        actor=actor,
        enterprise_id=matter.enterprise_id,
        device_id=matter.device_id,
        matter_id=matter.pk,
        round_number=matter.round,
        from_state=before,
        to_state=matter.status,
        detail={"matter": matter.kind, "reference": matter.reference, **more.pop("detail", {})},
        **more,
    )


def required_text(text: str, sentence: str, *, path: str, least: int = 5, most: int = 2000) -> str:
    """The stripped text; RuleBroken at `path` where it is too short or too long."""
    text = trimmed(text)
    if len(text) < least:
        raise RuleBroken(f"{path}_missing", f"{sentence}(至少 {least} 个字)。", path=path)
    if len(text) > most:
        raise RuleBroken(f"{path}_long", f"最多 {most} 字，请精简。", path=path)
    return text


def address_of(matter: Matter) -> str:
    """Where the firms find it."""
    return f"/portal/matters/{matter.reference}/"


def _what_changed(matter: Matter) -> str:
    last = HistoryEntry.objects.of_matter(matter.pk).first()
    told = step_in_words(last) if last else "内容已更新"
    return f"此事项在您打开之后已有变化({told})，您的操作没有生效。请刷新页面，核对最新内容后再办理。"


def _who_was_first(matter: Matter) -> str:
    decided = matter.status in DECIDED
    entry = HistoryEntry.objects.of_matter(matter.pk).filter(to_state=matter.status).first()
    if entry and decided:
        return f"此事项已由{who_did(entry)}于{localtime(entry.at):%Y-%m-%d %H:%M}“{entry.step_word}”，"
    return f"此事项当前为“{matter.state.label}”，"
