"""好差评: rating a finished renewal once, and answering a 差评 once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from accounts.roles import Role
from audit.actors import Actor
from audit.services import record_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import Satisfaction, Step, UploadStatus
from ground.writing import lock_row, write_row
from inbox.services import tell_enterprise, tell_role
from renewals.models import RenewalApplication, ServiceRating
from renewals.models.ratings import LOW, TAGS

LONGEST = 500  # signs
SHORTEST_REASON = 5  # signs that a 差评 and an answer need, so that somebody can act on it
TOO_EARLY = "换证完成(上传状态为“已上传”)后才能评价。请在完成后再来。"
RATED = "此件已评价过，每件只能评价一次，不能修改。"
NO_LEVEL = "请选择满意度。"
NO_REASON = "评价为“不满意”或“非常不满意”的，请写明原因(至少 5 个字)，以便审批办回访整改。"
TOO_LONG = "最多 500 字，请精简。"
NOT_LOW = "只有“不满意”和“非常不满意”的评价需要回访。"
ANSWERED = "此评价已回访，无需再次办理。"
NO_CALLBACK = "请写明回访情况(至少 5 个字)。"


@dataclass(frozen=True)
class RatingInput:
    """What the firm says."""

    level: str
    tags: Iterable[str] = ()
    words: str = ""


@transaction.atomic
def rate_renewal(*, renewal_id: int, user: User, given: RatingInput) -> ServiceRating:
    """Keep the firm's rating of a renewal that is 已上传; a 差评 is told to the reviewers.

    Raises StepRefused before the completion and the second time, RuleBroken at `level` or `words`.
    """
    require(user, Action.RATE_SERVICE)
    renewal = lock_row(
        RenewalApplication.objects.visible_to(user).select_related("device").filter(pk=renewal_id)
    )
    if renewal.upload_status != UploadStatus.UPLOADED:
        raise StepRefused("not_finished", TOO_EARLY)
    if ServiceRating.objects.filter(renewal=renewal).exists():
        raise StepRefused("rated", RATED)
    words = _checked(given)
    rating = ServiceRating.objects.create(
        renewal=renewal,
        enterprise_id=renewal.enterprise_id,
        level=given.level,
        tags=[code for code in TAGS if code in set(given.tags)],
        words=words,
        rated_by=user,
    )
    _record(rating, user.actor, Step.SERVICE_RATED)
    if rating.is_low:
        tell_role(
            role=Role.REVIEWER,
            title=f"收到差评：{renewal.reference}",
            body=f"{rating.satisfaction.label}。请回访企业并填写整改措施。",
            link=f"/console/ratings/{rating.pk}/",
        )
    return rating


@transaction.atomic
def answer_rating(
    *, rating_id: int, revision: int, user: User, callback: str, improvement: str
) -> ServiceRating:
    """回访与整改 of a 差评: what was said to the firm, and what changes; the firm reads both.

    Raises StepRefused for any other rating and the second time, RuleBroken at `callback` or `improvement`.
    """
    require(user, Action.ANSWER_RATINGS)
    callback, improvement = callback.strip(), improvement.strip()
    visible = ServiceRating.objects.visible_to(user).select_related("renewal__device")
    rating = lock_row(visible.filter(pk=rating_id), revision=revision)
    if not rating.is_low:
        raise StepRefused("not_low", NOT_LOW)
    if rating.answered_at:
        raise StepRefused("answered", ANSWERED)
    if len(callback) < SHORTEST_REASON:
        raise RuleBroken("callback_missing", NO_CALLBACK, path="callback")
    for path, text in (("callback", callback), ("improvement", improvement)):
        _require_short(text, path)
    rating.callback, rating.improvement = callback, improvement
    rating.answered_by, rating.answered_at = user, timezone.now()
    write_row(
        rating,
        fields=("callback", "improvement", "answered_by", "answered_at"),
        expect={"answered_at": None},
    )
    _record(rating, user.actor, Step.RATING_ANSWERED)
    tell_enterprise(
        enterprise=rating.enterprise_id,
        title=f"您的评价已回访：{rating.renewal.registration_number}",
        body=f"回访情况：{callback}" + (f"\n整改措施：{improvement}" if improvement else ""),
        link=f"/portal/renewals/{rating.renewal.reference}/",
    )
    return rating


def _checked(given: RatingInput) -> str:
    if given.level not in Satisfaction.values:
        raise RuleBroken("level_missing", NO_LEVEL, path="level")
    words = given.words.strip()
    _require_short(words, "words")
    if given.level in LOW and len(words) < SHORTEST_REASON:
        raise RuleBroken("reason_missing", NO_REASON, path="words")
    return words


def _require_short(text: str, path: str) -> None:
    if len(text) > LONGEST:
        raise RuleBroken("too_long", TOO_LONG, path=path)


def _record(rating: ServiceRating, actor: Actor, step: Step) -> None:
    """The step without the words: they may name people, and stay on the rating, where they can be erased."""
    renewal = rating.renewal
    record_step(
        step=step,
        actor=actor,
        enterprise_id=renewal.enterprise_id,
        device_id=renewal.device_id,
        renewal_id=renewal.pk,
        round_number=renewal.round,
        opinion=rating.satisfaction.label if step == Step.SERVICE_RATED else "",
    )
