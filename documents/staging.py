"""Files added on a page before its record is saved: the page carries a signed token for each."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core import signing

from accounts.models import User
from documents.models import StoredFile
from documents.names import clean_name
from ground.errors import RuleBroken

VALID_FOR = datetime.timedelta(hours=24)
EXPIRED = "这个文件添加后超过 24 小时仍未保存，请移除后重新添加。"
INVALID = "这个文件的添加凭证无效(可能换了账号，或页面内容不完整)。请刷新页面后重新添加该文件。"
_SALT = "documents.staging"


@dataclass(frozen=True)
class Staged:
    """A stored file that belongs to nothing yet, with the name and kind it was added under.

    `photo_link_id` is the number of the link through which a phone sent it (扫码上传).
    """

    file: StoredFile
    name: str
    kind: str
    photo_link_id: int | None = None


def sign_staged(file: StoredFile, name: str, kind: str, user: User) -> str:
    """Return a token, fit for an address or a hidden field, that only this person can use, for 24 hours."""
    content = {"file": file.sm3, "name": clean_name(name, file.media_type), "kind": kind, "user": user.pk}
    return signing.dumps(content, salt=_SALT, compress=True)


def unsign_staged(token: str, user: User) -> Staged:
    """Return what the person staged; raises RuleBroken, at the kind's field where that is known."""
    try:
        content = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise RuleBroken("staged_expired", EXPIRED, path=_field_of(token)) from None
    except signing.BadSignature:
        raise RuleBroken("staged_invalid", INVALID) from None
    return _staged(content, user)


def _staged(content: dict[str, str | int], user: User) -> Staged:
    kind, name = str(content["kind"]), str(content["name"])
    file = StoredFile.objects.filter(sm3=content["file"]).first()
    if content["user"] != user.pk or file is None:
        raise RuleBroken("staged_invalid", INVALID, path=f"attachments.{kind}")
    return Staged(file=file, name=name, kind=kind)


def _field_of(token: str) -> str:
    """The field of an expired token; its signature holds, only its time is over."""
    return f"attachments.{signing.loads(token, salt=_SALT)['kind']}"
