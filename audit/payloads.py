"""What each verb's detail holds, checked whenever an entry is written: an unknown or missing field is refused.

A new verb stands in `ground/steps.py` and here; `Private` fields are words that may name people and go to the
erasable side table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.notes import NoteKind, note_words
from ground.steps import AccountStep, Step


class Private:
    """Words that may name people: the entry holds a note's mark in their place."""


class PayloadError(TypeError):
    """A detail that its verb does not know; a mistake of the program, never of a person."""


@dataclass(frozen=True)
class Payload:
    """The fields of one verb's detail with their types: those it always has, and those it may have."""

    always: Mapping[str, type] = field(default_factory=dict)
    maybe: Mapping[str, type] = field(default_factory=dict)


PLAIN = Payload()
_INSIDE = {"inside": str}
_REFUSAL = {"kind": str, "grounds": list, "late_reason": str}
_NUMBERS = {"registration_number": str, "previous_registration_number": str}
_PAGE = {"page": str, "route": str, "method": str}
_PAPER = {"attachment": int}
_FILE = Payload({"page": str, "route": str, "media": str}, _PAPER)
_SWITCH = Payload({"operator": Private, "moment": str, "since": str, "expected": str, "message": str})
# Fields taken over from recognition: {"path", "source", "sm3"} each.
_SAVED = Payload(maybe={"recognised": list})
_IMPORT = Payload({"import": int, "line": int}, {"fields": list})
_MATTER_NAMED = {"matter": str, "reference": str}
_MATTER = Payload(_MATTER_NAMED)
_EFFECT = Payload(
    _MATTER_NAMED, {**_NUMBERS, "certificates": int, "former_name": str, "name": str, "record": int}
)

STEPS: dict[Step, Payload] = {
    Step.CATALOGUE_MOVED: Payload({"version": str, "changes": list}),
    Step.DEVICE_SAVED: _SAVED,
    Step.RENEWAL_STARTED: _SAVED,
    Step.RENEWAL_SAVED: _SAVED,
    Step.PHOTO_ADDED: Payload({"link": int, "kind": str, "sm3": str}, {"attachment": int, "waiting": int}),
    Step.INTAKE_TAKEN_OVER: Payload(_INSIDE),
    Step.RENEWAL_TAKEN_OVER: Payload(_INSIDE),
    Step.RENEWAL_FIRST_ACCEPTED: Payload(maybe=_INSIDE),
    Step.RENEWAL_SENT_BACK: Payload(_INSIDE),
    Step.DIFFERENCE_OVERRULED: Payload({"path": str, "source": str, "sm3": str, "why": str}),
    Step.CLAIM_RELEASED: Payload(_INSIDE, _MATTER_NAMED),
    Step.RENEWAL_ACCEPTED: Payload(maybe=_REFUSAL),
    Step.RENEWAL_REJECTED: Payload(maybe=_REFUSAL),
    Step.PROVINCE_RETURNED: Payload(maybe=_REFUSAL),
    Step.UPLOAD_FAILED: Payload({"cause": str}),
    Step.CERTIFICATE_ISSUED: Payload({"registration_number": str, "certificate": str}),
    Step.MATTER_SAVED: _MATTER,
    Step.MATTER_SUBMITTED: _MATTER,
    Step.MATTER_WITHDRAWN: _MATTER,
    Step.MATTER_VOIDED: _MATTER,
    Step.TRANSFER_CONFIRMED: _MATTER,
    Step.TRANSFER_DECLINED: _MATTER,
    Step.MATTER_CLAIMED: _MATTER,
    Step.MATTER_TAKEN_OVER: Payload({**_MATTER_NAMED, **_INSIDE}),
    Step.MATTER_ACCEPTED: _EFFECT,
    Step.MATTER_REJECTED: _MATTER,
    Step.DEFERRAL_DECLARED: _MATTER,
    Step.DEFERRAL_ENDED: _MATTER,
    Step.DEVICE_TAKEN_OVER: Payload({**_MATTER_NAMED, "previous": int}),
    Step.OFFICE_FILED: Payload(_MATTER_NAMED, {"number": str, "former": str}),
    Step.OFFICE_ACCEPTED: _EFFECT,
    Step.OFFICE_DISMISSED: _MATTER,
    Step.OFFICE_TAKEN_BACK: _MATTER,
    Step.PROVINCE_ERRAND_CLOSED: _MATTER,
    Step.RENEWED_ELSEWHERE: Payload(maybe=_NUMBERS),
    Step.NUMBER_FROM_PROVINCE: Payload(maybe=_NUMBERS),
    Step.DEVICE_IMPORTED: _IMPORT,
    Step.DEVICE_IMPORT_CHANGED: _IMPORT,
    Step.FIRM_IMPORTED: _IMPORT,
}

ACCOUNT_STEPS: dict[AccountStep, Payload] = {
    AccountStep.INVITED: Payload({"role": str}),
    AccountStep.LINK_MADE: Payload({"purpose": str}),
    AccountStep.INVITATION_REVOKED: PLAIN,
    AccountStep.OPENED: PLAIN,
    AccountStep.PASSWORD_RESET: PLAIN,
    AccountStep.PASSWORD_CHANGED: PLAIN,
    AccountStep.RESET_MAILED: PLAIN,
    AccountStep.DISABLED: PLAIN,
    AccountStep.ENABLED: PLAIN,
    AccountStep.DETAILS_CHANGED: Payload({"fields": list}),
    AccountStep.ROLE_CHANGED: Payload({"before": str, "after": str}),
    AccountStep.SESSIONS_ENDED: Payload({"sessions": int}),
    AccountStep.PHOTO_LINK_MADE: Payload({"link": int, "subject": str, "subject_id": int}),
    AccountStep.PHOTO_LINK_ENDED: Payload({"link": int, "subject": str, "subject_id": int}),
    AccountStep.PHOTO_ADDED: Payload(
        {"link": int, "kind": str, "sm3": str}, {"attachment": int, "waiting": int}
    ),
    AccountStep.KEPT_BY_OFFICE: Payload({"fields": list}, {"freed": int}),
    # Each change: {"field", "before", "after"}; of the contact the field's name alone.
    AccountStep.FIRM_REGISTERED: Payload({"changes": list}),
    AccountStep.FIRM_CHANGED: Payload({"changes": list}),
    AccountStep.EXPORTED: Payload({"list": str, "rows": int}),
    AccountStep.ACTING_STARTED: Payload({"reason": Private}),
    AccountStep.ACTING_LOOKED: Payload({**_PAGE, "status": int}, _PAPER),
    AccountStep.ACTING_DOWNLOADED: Payload({**_PAGE, "status": int}, _PAPER),
    AccountStep.ACTING_REFUSED: Payload(_PAGE),
    AccountStep.ACTING_ENDED: Payload({"reason": str}),
    AccountStep.LOCKED: PLAIN,
    AccountStep.UNLOCKED: PLAIN,
    AccountStep.REGISTER_UPLOADED: Payload({"import": int, "kind": str}),
    AccountStep.REGISTER_TAKEN: Payload({"import": int, "kind": str, "rows": int}),
    # `username` is what was typed, whether somebody has that name or not.
    AccountStep.LOGGED_IN: Payload({"by": str}, {"factor": str}),
    AccountStep.LOGIN_FAILED: Payload({"what": str}, {"username": Private}),
    AccountStep.SESSION_EXPIRED: PLAIN,
    AccountStep.PROVED: Payload({"by": str}),
    AccountStep.FACTOR_SET: PLAIN,
    AccountStep.FACTOR_OFF: PLAIN,
    AccountStep.FACTOR_RESET: Payload({"reason": Private, "sessions": int}),
    AccountStep.IDENTITY_LINKED: PLAIN,
    AccountStep.IDENTITY_UNLINKED: PLAIN,
    AccountStep.RECOVERY_CODES_MADE: PLAIN,
    AccountStep.RECOVERY_CODE_USED: Payload({"codes_left": int}),
    AccountStep.LOGGED_OUT: Payload(maybe={"why": str}),
    AccountStep.PERSONAL_SEEN: Payload({"fields": list, "reason": Private}),
    AccountStep.PERSON_SEARCHED: Payload({"list": str, "words": Private}),
    AccountStep.PERSONAL_EXPORTED: PLAIN,
    AccountStep.PERSONAL_CORRECTED: Payload({"fields": list}),
    AccountStep.PERSON_FORGOTTEN: Payload({"notes": int}),
    AccountStep.CONSENT_GIVEN: Payload({"version": int}),
    AccountStep.CONSENT_WITHDRAWN: PLAIN,
    AccountStep.DELETION_ASKED: PLAIN,
    AccountStep.DELETION_ANSWERED: Payload({"granted": bool}),
    AccountStep.FILE_SEEN: _FILE,
    AccountStep.FILE_DOWNLOADED: _FILE,
    AccountStep.RECORD_READ: Payload(maybe={"fields": list}),
    AccountStep.BACKUP_MADE: Payload(
        {"operator": Private, "backup": str, "sm3": str, "bytes": int, "files": int, "missing": int}
    ),
    AccountStep.BACKUP_FAILED: Payload({"operator": Private, "reason": str}),
    AccountStep.RESTORED: Payload(
        {"operator": Private, "backup": str, "made_at": str, "sm3": str},
        {"replaced_until": int, "replaced_mac": str},
    ),
    AccountStep.MAINTENANCE_ON: _SWITCH,
    AccountStep.MAINTENANCE_OFF: _SWITCH,
    AccountStep.PACKAGE_HANDED_OVER: Payload({"file": str, "sm3": str, "bytes": int}),
    AccountStep.RECORD_ARCHIVED: Payload({"links": int, "until": int, "mac": str, "file": str, "sm3": str}),
    # Of which entry, what stood there, and in how many other rows the same words went.
    AccountStep.WORDS_ERASED: Payload(
        {"table": str, "row": int, "places": list, "copies": int, "reason": Private}, {"operator": Private}
    ),
    AccountStep.API_KEY_MADE: Payload({"key": int, "scopes": list, "days": int}),
    AccountStep.API_KEY_REVOKED: Payload({"key": int}),
    AccountStep.WEBHOOK_MADE: Payload({"webhook": int, "events": list}),
    AccountStep.WEBHOOK_CHANGED: Payload({"webhook": int, "events": list, "state": str}),
    AccountStep.WEBHOOK_SECRET_RENEWED: Payload({"webhook": int}),
    AccountStep.WEBHOOK_DELETED: Payload({"webhook": int}),
    AccountStep.API_CALLED: Payload({"method": str, "route": str, "page": str, "status": int}),
}


def checked_step(step: Step, detail: dict[str, Any]) -> dict[str, Any]:
    """The detail of a step of a machine, renewal or matter; PayloadError where it does not follow the schema."""
    _check(STEPS.get(step, PLAIN), step, detail, "STEPS")
    return detail


def checked_account_step(
    step: AccountStep, detail: dict[str, Any], *, owner_id: int | None
) -> dict[str, Any]:
    """The detail with its private words moved to the side table, as the account's they belong to."""
    payload = ACCOUNT_STEPS.get(step)
    if payload is None:
        raise PayloadError(
            f"AccountStep.{step.name} has no schema: say in ACCOUNT_STEPS of audit/payloads.py what its detail holds."
        )
    _check(payload, step, detail, "ACCOUNT_STEPS")
    known = {**payload.always, **payload.maybe}
    return {
        name: {"note": note_words(value, owner_id=owner_id, kind=NoteKind.WORDS)}
        if known[name] is Private
        else value
        for name, value in detail.items()
    }


def _check(payload: Payload, step: Any, detail: Mapping[str, Any], table: str) -> None:
    where = f"{table} of audit/payloads.py says what the detail of {type(step).__name__}.{step.name} holds"
    if missing := payload.always.keys() - detail.keys():
        raise PayloadError(f"{where}: missing {sorted(missing)}.")
    known = {**payload.always, **payload.maybe}
    if unknown := detail.keys() - known.keys():
        raise PayloadError(f"{where}: unknown {sorted(unknown)}.")
    for name, value in detail.items():
        wanted = str if known[name] is Private else known[name]
        if not isinstance(value, wanted):
            raise PayloadError(f"{where}: {name} is a {type(value).__name__}, not a {wanted.__name__}.")
