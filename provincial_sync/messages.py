"""What is said between the city and the province, as frozen data; it knows neither models nor HTTP."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

TAKEN_IN = "RECEIVED"
PROCESSING = "PROCESSING"
ISSUED = "ISSUED"
RETURNED = "RETURNED"


class FailureKind(StrEnum):
    """Whether trying again can help."""

    TEMPORARY = "temporary"
    UNCERTAIN = "uncertain"
    CONFIGURATION = "configuration"
    PERMANENT = "permanent"


@dataclass(frozen=True)
class FieldError:
    """One field that the province refuses, in the province's own name for it."""

    field: str
    reason: str


class ProvinceFailure(Exception):  # noqa: N818 - a fact about the neighbour, not a fault of ours
    """A request that did not succeed; the only exception that the client raises.

    `kind` says whether trying again can help; `code` is the contract's business code, or a word of our own
    where no business answer came; `message` is a Chinese sentence for people; `retry_after` is in seconds,
    None where the province named no time; `server_time` in Unix seconds; `missing` are SM3 digests of files.
    """

    def __init__(
        self,
        kind: FailureKind,
        code: str,
        message: str,
        *,
        retry_after: float | None = None,
        server_time: int | None = None,
        missing: tuple[str, ...] = (),
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.server_time = server_time
        self.missing = missing
        self.errors = errors


@dataclass(frozen=True)
class Receipt:
    """The province has the renewal; `content_sm3` is of the bytes that it first took in."""

    acceptance_number: str
    client_ref: str
    status: str
    content_sm3: str


@dataclass(frozen=True)
class IssuedCertificate:
    """An announced certificate: its face, and what its file must be compared with (`file_size` in bytes)."""

    certificate_number: str
    registration_number: str
    issued_on: dt.date
    valid_until: dt.date | None
    issuer: str
    file_sm3: str
    file_size: int
    media_type: str


@dataclass(frozen=True)
class StatusItem:
    """The present status of one renewal. Any word but ISSUED and RETURNED counts as not final.

    `certificate` is None as long as none was announced whole.
    """

    acceptance_number: str
    client_ref: str
    status: str
    revision: int
    reason: str
    certificate: IssuedCertificate | None


@dataclass(frozen=True)
class Statuses:
    """The answer to one batch: what is known, and the numbers that the province does not know."""

    items: tuple[StatusItem, ...]
    unknown: frozenset[str]


@dataclass(frozen=True)
class ChangeItem:
    """One registration change of the feed; `digest` is the SM3 of its whole content.

    `fault` is empty where the item could be read; otherwise it holds the beginning of what came, and of the
    other fields only those that could be read.
    """

    digest: str
    sequence: int = 0
    client_ref: str = ""
    registration_number: str = ""
    previous_number: str = ""
    owner_name: str = ""
    owner_uscc: str = ""
    owner_region: str = ""
    category: str = ""
    model: str = ""
    serial_number: str = ""
    manufacturer: str = ""
    status: str = ""
    changed_at: dt.datetime | None = None
    fault: str = ""


@dataclass(frozen=True)
class ChangePage:
    """One page of the feed: its items, the cursor to go on from, and whether more wait."""

    items: tuple[ChangeItem, ...]
    cursor: str
    more: bool


@dataclass(frozen=True)
class Call:
    """One request and its answer as an observer sees it, without secrets and bodies.

    Of bodies it knows the SM3: of what was sent, of what came, and the one that a receipt names; empty for none.
    """

    operation: str
    method: str
    path: str
    milliseconds: int
    http_status: int | None
    code: int | None
    message: str
    province_request_id: str
    request_id: str
    failure: ProvinceFailure | None
    sent_sm3: str = ""
    received_sm3: str = ""
    named_sm3: str = ""
