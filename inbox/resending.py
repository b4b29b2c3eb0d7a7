"""重新发送, by an administrator."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from ground.errors import StepRefused
from inbox.models import Delivery
from inbox.planning import give_up_at
from inbox.words import DeliveryState

NOT_NOW = "此件当前为“{state}”，不需要重新发送。请刷新页面查看最新状态。"


@transaction.atomic
def send_again(*, delivery_id: int, user: User) -> None:
    """Make a failed or dropped delivery due at once, with all that were merged into it.

    Raises StepRefused where it is neither (also to whoever clicks second).
    """
    require(user, Action.KEEP_DELIVERIES)
    now = timezone.now()
    ended = [DeliveryState.FAILED, DeliveryState.DROPPED]
    fresh = {
        "state": DeliveryState.WAITING,
        "due_at": now,
        "give_up_at": give_up_at(now),
        "attempts": 0,
        "parcel": "",
        "last_error": "",
        "finished_at": None,
    }
    if not Delivery.objects.filter(pk=delivery_id, state__in=ended).update(**fresh):
        found = Delivery.objects.get(pk=delivery_id)
        raise StepRefused("not_ended", NOT_NOW.format(state=found.state_word.label))
    merged = Q(merged_into_id=delivery_id, state=DeliveryState.MERGED)
    Delivery.objects.filter(merged).update(**fresh, merged_into=None)
