"""What the record seals of bodies: keyed digests of what went and came, by which a body changed since is found.

A body itself is not in the record, because it may name people; a plain digest of it could be tried. The key is that
of the seal, over the body's SM3, so that a certificate's file need not be read to be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from audit.chain import known_keys, present_key
from certificates.models import ElectronicCertificate
from ground.digests import sm3_hex
from ground.keys import keyed_digest
from provincial_sync.messages import Call
from provincial_sync.models import Exchange, Upload

DIGESTS = ("sent_digest", "received_digest", "named_digest")
SUBMITTED, FETCHED = "submitRenewal", "getCertificateFile"
CHANGED = "上传任务 {number} 的报文，与当时发出的不同"
OTHER_FILE = "电子证照 {number} 的文件，与当时取回的不同"
NO_KEY = "报文摘要的密钥标识 {key} 不在手边，请在 AUDIT_KEY_FALLBACKS 中补上"


def digests_of(call: Call) -> dict[str, str]:
    """The columns of an exchange that stand for its bodies; empty for a body that there was not."""
    key = present_key()
    digests = {
        f"{name}_digest": _digest(getattr(call, f"{name}_sm3"), key.secret, key.profile)
        for name in ("sent", "received", "named")
    }
    return {**digests, "digest_key": key.name}


def changed_bodies(rows: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """(exchange, what is wrong) of each whose body stands here and is not the one that went or came.

    Whatever any exchange of that upload sent, or a receipt of it named, is right: after a restore the bytes that the
    province has count (`accepted_again`).
    """
    compared = [row for row in rows if row.get("upload_id") and _is_compared(row)]
    uploads = {row["upload_id"] for row in compared}
    known: dict[int, list[dict[str, str]]] = defaultdict(list)
    columns = ("upload_id", "operation", "path", "digest_key", *DIGESTS)
    for other in Exchange.objects.filter(upload_id__in=uploads).exclude(digest_key="").values(*columns):
        known[other["upload_id"]].append(other)
    bodies = dict(Upload.objects.filter(pk__in=uploads).values_list("pk", "body"))
    files = _files(row["path"] for row in compared if row["operation"] == FETCHED)
    at_hand = known_keys()
    for row in compared:
        if row["digest_key"] not in at_hand:
            yield row["id"], NO_KEY.format(key=row["digest_key"])
        elif row["operation"] == SUBMITTED:
            body = bodies.get(row["upload_id"])
            right = [(other, ("sent_digest", "named_digest")) for other in known[row["upload_id"]]]
            if body is not None and not _is_among(sm3_hex(bytes(body)), right):
                yield row["id"], CHANGED.format(number=row["upload_id"])
        elif sm3 := files.get(_number(row["path"])):
            same = [other for other in known[row["upload_id"]] if other["path"] == row["path"]]
            if not _is_among(sm3, [(other, ("received_digest",)) for other in same]):
                yield row["id"], OTHER_FILE.format(number=_number(row["path"]))


def _is_compared(row: dict[str, Any]) -> bool:
    """Rows of older forms have no digests, and only two operations have bodies that stay here."""
    if row["operation"] == SUBMITTED:
        return bool(row.get("sent_digest"))
    return bool(row["operation"] == FETCHED and row.get("received_digest") and row["http_status"] == 200)


def _is_among(sm3: str, exchanges: Iterable[tuple[dict[str, str], tuple[str, ...]]]) -> bool:
    ours = {name: _digest(sm3, key.secret, key.profile) for name, key in known_keys().items()}
    return any(
        ours.get(exchange["digest_key"]) in {exchange[name] for name in names}
        for exchange, names in exchanges
    )


def _digest(sm3: str, key: str, profile: str) -> str:
    return keyed_digest(f"body:{sm3}".encode(), key=key, profile=profile) if sm3 else ""


def _files(paths: Iterable[str]) -> dict[str, str]:
    """Certificates' numbers with the SM3 of their files."""
    found = ElectronicCertificate.objects.filter(certificate_number__in={_number(path) for path in paths})
    return dict(found.values_list("certificate_number", "file__sm3"))


def _number(path: str) -> str:
    """The certificate that a path asks for: /certificates/<number>/file."""
    return unquote(path.removeprefix("/certificates/").removesuffix("/file"))
