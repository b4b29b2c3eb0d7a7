"""How each table of the record is searched: what of it a condition means, or that it can never mean it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model, Q, QuerySet

from audit.models import AccountEvent, CityChange, HistoryEntry
from cases.models import CaseEvent
from cases.words import CaseStep
from certificates.models import ElectronicCertificate
from ground.glossary import AboutKind, AccountStep, Step
from matters.models import Matter
from provincial_sync.models import Exchange, UploadNote
from provincial_sync.models.outbox import NoteKind
from renewals.models import RenewalApplication
from zhongshan_crane.trail.asking import EXCHANGE, MOST, Asked

NEVER = Q(pk__in=[])
_OF_A_MACHINE: dict[AboutKind, type[Model]] = {
    AboutKind.RENEWAL: RenewalApplication,
    AboutKind.MATTER: Matter,
    AboutKind.CERTIFICATE: ElectronicCertificate,
}
Condition = Callable[[Asked], Q]


@dataclass(frozen=True)
class Reader:
    """One table: its code in the chain, its verbs, and each condition as it applies to it."""

    code: str
    word: str
    model: type[Model]
    verbs: tuple[tuple[str, str], ...]
    verb: str
    people: Condition
    firms: Condition
    about: Condition
    notes: str = "address_note"
    request: str = "request_id"

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The rows that the conditions find, in no order."""
        found: QuerySet[Any] = self.model._base_manager.all()
        if asked.source and asked.source != self.code:
            return found.none()
        if self.code == EXCHANGE and not asked.shows_exchanges:
            return found.none()
        for condition in self._conditions(asked):
            found = found.filter(condition)
        return found

    def _conditions(self, asked: Asked) -> list[Q]:
        """What was asked for, and nothing else."""
        request = asked.typed["request"]
        asked_for: list[tuple[object, Callable[[], Q]]] = [
            (asked.verb, lambda: _column(self.verb, asked.verb)),
            (asked.people is not None, lambda: self.people(asked)),
            (asked.firms is not None, lambda: self.firms(asked)),
            (asked.about is not None, lambda: self.about(asked)),
            (asked.thing is not None, lambda: self._of_thing(asked)),
            (asked.notes is not None, lambda: _column(self.notes, asked.notes, "__in")),
            (request, lambda: _column(self.request, request)),
            (asked.since, lambda: Q(at__gte=asked.since)),
            (asked.until, lambda: Q(at__lt=asked.until)),
        ]
        return [condition() for wanted, condition in asked_for if wanted]

    def _of_thing(self, asked: Asked) -> Q:
        """Everything of one very thing: of an account what it did and what was done to it, of a firm all that is its."""
        if asked.thing is None:
            return NEVER
        kind, pk = asked.thing
        if kind == AboutKind.ACCOUNT:
            return self.people(replace(asked, people=[pk])) | self.about(replace(asked, about={kind: [pk]}))
        if kind == AboutKind.ENTERPRISE:
            return self.firms(replace(asked, firms=[pk])) | self.about(replace(asked, about={kind: [pk]}))
        return self.about(replace(asked, about={kind: [pk]}))


def _column(name: str, value: object, op: str = "") -> Q:
    """A condition on a column; a table without the column never meets it."""
    return Q(**{f"{name}{op}": value}) if name else NEVER


def _texts(asked: Asked) -> list[str]:
    return [str(pk) for pk in asked.people or []]


def _of_kind(asked: Asked, kind: AboutKind) -> list[int]:
    return (asked.about or {}).get(kind, [])


def _history_about(asked: Asked) -> Q:
    return (
        Q(device_id__in=_of_kind(asked, AboutKind.DEVICE))
        | Q(renewal_id__in=_of_kind(asked, AboutKind.RENEWAL))
        | Q(matter_id__in=_of_kind(asked, AboutKind.MATTER))
    )


def _event_about(asked: Asked) -> Q:
    """Entries that name the thing, and of a machine those that name a renewal, matter or certificate of it."""
    found = NEVER
    for kind, ids in (asked.about or {}).items():
        found |= Q(subject_kind=kind, subject_id__in=ids)
    machines = _of_kind(asked, AboutKind.DEVICE)
    for kind, model in _OF_A_MACHINE.items() if machines else ():
        theirs = model._base_manager.filter(device_id__in=machines).order_by().values_list("pk", flat=True)
        found |= Q(subject_kind=kind, subject_id__in=list(theirs[:MOST]))
    return found


def _case_about(asked: Asked) -> Q:
    return Q(case__device_id__in=_of_kind(asked, AboutKind.DEVICE)) | Q(
        case_id__in=_of_kind(asked, AboutKind.CASE)
    )


def _upload_about(asked: Asked) -> Q:
    return Q(upload__renewal_id__in=_of_kind(asked, AboutKind.RENEWAL)) | Q(
        upload__renewal__device_id__in=_of_kind(asked, AboutKind.DEVICE)
    )


def _by(asked: Asked) -> Q:
    return Q(by_id__in=asked.people or [])


def _never(_: Asked) -> Q:
    return NEVER


# In the order in which lines of the same moment stand.
READERS: dict[str, Reader] = {
    reader.code: reader
    for reader in (
        Reader(
            "history",
            "办理",
            HistoryEntry,
            tuple(Step.choices),
            "step",
            lambda asked: Q(actor_id__in=_texts(asked)),
            lambda asked: Q(enterprise_id__in=asked.firms or []),
            _history_about,
        ),
        Reader(
            "event",
            "账号与查看",
            AccountEvent,
            tuple(AccountStep.choices),
            "step",
            lambda asked: Q(actor_id__in=_texts(asked)) | Q(account_id__in=asked.people or []),
            lambda asked: Q(enterprise_id__in=asked.firms or []),
            _event_about,
        ),
        Reader(
            "change", "维护", CityChange, (), "", lambda asked: Q(actor_id__in=_texts(asked)), _never, _never
        ),
        Reader(
            "case",
            "疑似问题",
            CaseEvent,
            tuple(CaseStep.choices),
            "step",
            _by,
            _never,
            _case_about,
            notes="",
            request="",
        ),
        Reader(EXCHANGE, "省网交互", Exchange, (), "", _never, _never, _upload_about, notes=""),
        Reader(
            "upload_note",
            "上传任务",
            UploadNote,
            tuple(NoteKind.choices),
            "kind",
            _by,
            _never,
            _upload_about,
            notes="",
            request="",
        ),
    )
}
