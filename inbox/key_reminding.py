"""接口密钥 that run out within two weeks, or whose makers have left: told once to whoever keeps the keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, holders
from api.models import ApiKey
from inbox.models import Reminder
from inbox.services import tell
from inbox.words import Event

DAYS_BEFORE = 14
LEFT = -1  # the threshold of a reminder that a maker has left, which has no day
ENDING = "接口密钥“{name}”将于 {until} 到期"
ENDING_BODY = (
    "到期后，使用此密钥（标识 {mark}）的系统不能再调用接口。请在到期前新建一个密钥换上，再停用原密钥。"
)
MAKER_LEFT = "接口密钥“{name}”的创建人已停用或不再负责，建议更换"
MAKER_LEFT_BODY = "密钥（标识 {mark}）仍然有效，但可能仍在原创建人手中。请新建一个密钥换上，再停用原密钥。"


def remind_of_keys(now: dt.datetime) -> int:
    """Tell of every usable key that ends soon or is left alone, of each once; how many were told."""
    usable = ApiKey.objects.usable(now).select_related("made_by").order_by("id")
    ending = usable.filter(expires_at__lte=now + dt.timedelta(days=DAYS_BEFORE))
    left = [key for key in usable.iterator() if key.maker_has_left]
    return sum(_told(ending, DAYS_BEFORE, ENDING, ENDING_BODY)) + sum(
        _told(left, LEFT, MAKER_LEFT, MAKER_LEFT_BODY)
    )


def _told(keys: Iterable[ApiKey], threshold: int, about: str, body: str) -> Iterable[bool]:
    return [_tell_once(key.pk, threshold, about, body) for key in keys]


@transaction.atomic
def _tell_once(key_id: int, threshold: int, about: str, body: str) -> bool:
    """Whether the keepers had not been told; the key's row is held, so that two rounds at once tell once."""
    key = ApiKey.objects.select_for_update().get(pk=key_id)
    until = timezone.localdate(key.expires_at)
    said = {"name": key.name, "mark": key.mark, "until": until.isoformat()}
    _row, fresh = Reminder.objects.get_or_create(
        event=Event.API_KEY_ENDING, subject=f"api_key:{key.pk}", until=until, threshold=threshold
    )
    if fresh:
        tell(
            people=_keepers(key),
            event=Event.API_KEY_ENDING,
            about=about.format(**said),
            body=body.format(**said),
            link=_page_of(key),
        )
    return fresh


def _keepers(key: ApiKey) -> Iterable[User]:
    if key.enterprise_id:
        return holders(Action.KEEP_OWN_PEOPLE).filter(enterprise_id=key.enterprise_id)
    return holders(Action.KEEP_ACCOUNTS)


def _page_of(key: ApiKey) -> str:
    return reverse("keys:one" if key.enterprise_id else "console:api_key", args=[key.pk])
