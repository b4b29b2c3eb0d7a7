"""Making, finding and revoking keys."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from api.models import ApiKey
from api.scopes import FIRM_SCOPES, OFFICE_SCOPES
from audit.account_events import Subject
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AboutKind, AccountStep
from ground.keys import keyed_digest

PREFIX = "zsk"  # so that secret scanners and people know what they have found
MARK_BYTES, SECRET_BYTES = 6, 32
USED_EVERY = dt.timedelta(minutes=1)  # how exactly the last use is noted
TOO_MANY = "贵企业已有 {most} 个有效的接口密钥。请先停用不再使用的密钥，再新建。"
NO_SCOPE = "请至少勾选一项权限。"
BAD_DAYS = "有效期请填 1 至 {most} 天。"
UNKNOWN_SCOPE = "所选权限不适用，请重新勾选。"
MADE_ALREADY = "此密钥刚才已经新建，密钥只显示一次，没有保存的请停用后另建。"
_MARK = re.compile(f"[0-9a-f]{{{2 * MARK_BYTES}}}")


def new_mark() -> str:
    """The part of a key that may be shown. A form carries one, so that sending it again makes no second key."""
    return secrets.token_hex(MARK_BYTES)


def make_key(
    *, user: User, name: str, scopes: Sequence[str], days: int, mark: str = ""
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is never readable again. `days` is how long it lasts, `mark` a `new_mark`.

    Raises NotAllowed, StepRefused where the mark has been used (the form was sent twice), and RuleBroken where scopes or
    days do not fit, or where the firm has too many keys.
    """
    office = not user.is_enterprise
    require(user, Action.KEEP_ACCOUNTS if office else Action.KEEP_OWN_PEOPLE)
    offered = OFFICE_SCOPES if office else FIRM_SCOPES
    if not name.strip():
        raise RuleBroken("required", "请填写名称，例如使用此密钥的系统。", path="name")
    if not 1 <= days <= settings.API_KEY_DAYS:
        raise RuleBroken("key_days", BAD_DAYS.format(most=settings.API_KEY_DAYS), path="days")
    if not scopes:
        raise RuleBroken("no_scope", NO_SCOPE, path="scopes")
    if not set(scopes) <= {scope.value for scope in offered}:
        raise RuleBroken("unknown_scope", UNKNOWN_SCOPE, path="scopes")
    now = timezone.now()
    mark = mark if _MARK.fullmatch(mark) else new_mark()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        if user.enterprise_id:  # two managers at once
            type(user.own_enterprise).objects.select_for_update().get(pk=user.enterprise_id)
        if ApiKey.objects.visible_to(user).usable(now).count() >= settings.API_KEYS_MOST:
            raise RuleBroken("too_many_keys", TOO_MANY.format(most=settings.API_KEYS_MOST))
        key = ApiKey(
            enterprise_id=user.enterprise_id,
            name=name.strip()[:60],
            mark=mark,
            digest=_digest(secret),
            scopes=[scope.value for scope in offered if scope in scopes],
            made_by_id=user.pk,
            created_at=now,
            expires_at=now + dt.timedelta(days=days),
        )
        try:
            with transaction.atomic():
                key.save(force_insert=True)
        except IntegrityError:
            raise StepRefused("made_already", MADE_ALREADY) from None
        _record(AccountStep.API_KEY_MADE, key, user, {"key": key.pk, "scopes": key.scopes, "days": days})
    return key, f"{PREFIX}_{mark}_{secret}"


@transaction.atomic
def revoke_key(*, key_id: int, user: User) -> ApiKey:
    """The key opens nothing from now on. Raises ApiKey.DoesNotExist for a stranger's, StepRefused where it is revoked."""
    key = ApiKey.objects.visible_to(user).select_for_update(of=("self",)).get(pk=key_id)
    if key.revoked_at:
        raise StepRefused("key_revoked", "此密钥已停用，无需再次操作。")
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    _record(AccountStep.API_KEY_REVOKED, key, user, {"key": key.pk})
    return key


def find_key(presented: str) -> ApiKey | None:
    """The usable key with that secret, its firm with it; None alike for unknown, wrong, expired and revoked."""
    prefix, _, rest = presented.partition("_")
    mark, _, secret = rest.partition("_")
    if prefix != PREFIX or not secret or len(mark) > 2 * MARK_BYTES or not presented.isascii():
        return None
    now = timezone.now()
    key = ApiKey.objects.usable(now).select_related("enterprise").filter(mark=mark).first()
    if key is None or not hmac.compare_digest(key.digest, _digest(secret)):
        return None
    _note_use(key, now)
    return key


def _note_use(key: ApiKey, now: dt.datetime) -> None:
    """Once in USED_EVERY, also where many calls come at the same moment."""
    long_ago = now - USED_EVERY
    if key.last_used_at is None or key.last_used_at < long_ago:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=long_ago)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    """The secret is 256 random bits: one keyed digest is as good as a slow hash, and costs nothing per request."""
    return keyed_digest(b"api-key:" + secret.encode(), key=settings.DATA_KEY)


def _record(step: AccountStep, key: ApiKey, user: User, detail: dict[str, object]) -> None:
    about = Subject(AboutKind.API_KEY, key.pk)
    record_account_step(
        step=step,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=key.enterprise_id,
        about=about,
        detail=detail,
    )
