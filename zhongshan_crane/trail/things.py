"""The things that entries name, looked up together: in words, and where their page is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Enterprise, User
from certificates.models import ElectronicCertificate
from devices.models import Device
from ground.glossary import AboutKind
from matters.models import Matter
from renewals.models import RenewalApplication

Key = tuple[AboutKind, int]
Named = tuple[str, str]  # words, address


@dataclass(frozen=True)
class _Kind:
    """How things of one kind are found and told; `key` is the attribute that their page's address names."""

    rows: Callable[[], QuerySet[Any]]
    word: Callable[[Any], str]
    page: str
    key: str = "pk"


_KINDS: dict[AboutKind, _Kind] = {
    AboutKind.DEVICE: _Kind(
        lambda: Device._base_manager.all(),
        lambda row: f"{row.registration_number} {row.model}".strip(),
        "console:devices_device_change",
    ),
    AboutKind.RENEWAL: _Kind(
        lambda: RenewalApplication.objects.all(),
        lambda row: row.reference,
        "console:renewal_review",
        "reference",
    ),
    AboutKind.MATTER: _Kind(
        lambda: Matter.objects.all(), lambda row: row.reference, "console:matter_review", "reference"
    ),
    AboutKind.CERTIFICATE: _Kind(
        lambda: ElectronicCertificate.objects.all(),
        lambda row: row.registration_number,
        "console:certificates_electroniccertificate_change",
    ),
    AboutKind.ENTERPRISE: _Kind(
        lambda: Enterprise.objects.all(), lambda row: row.name, "console:accounts_enterprise_change"
    ),
    AboutKind.ACCOUNT: _Kind(
        lambda: User.objects.all(),
        lambda row: f"{row.username}（{row.masked_name}）",
        "console:accounts_user_change",
    ),
}


def named(keys: Iterable[Key]) -> dict[Key, Named]:
    """Words and page of each thing, one query for each kind; what is gone is told by its number, without a page."""
    keys = set(keys)
    found: dict[Key, Named] = {(kind, pk): (f"{kind.label} {pk}", "") for kind, pk in keys}
    for kind, how in _KINDS.items():
        wanted = [pk for other, pk in keys if other == kind]
        for pk, row in how.rows().in_bulk(wanted).items() if wanted else ():
            word = how.word(row) or f"{kind.label} {pk}"
            found[kind, pk] = (word, reverse(how.page, args=[getattr(row, how.key)]))
    return found


def read_thing(text: str) -> Key | None:
    """The thing that an address names (`device:12`); None for what names none."""
    kind, _, number = text.partition(":")
    if kind not in AboutKind.values or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return AboutKind(kind), int(number)


def thing_text(kind: AboutKind, pk: int) -> str:
    """How an address names it."""
    return f"{kind.value}:{pk}"
