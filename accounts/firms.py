"""企业 as the city's 系统管理员 keeps them: one step for the console's form and for the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.marks import mark_for, refuse_stale
from accounts.models import Enterprise, User
from accounts.policies import Action, require
from audit.account_events import Subject
from audit.services import record_account_step
from ground.errors import RuleBroken
from ground.glossary import AboutKind, AccountStep
from ground.writing import lock_row

CONTACT = ("contact_name", "contact_phone")  # who they are stands in the firm alone, never in the record
KEPT = ("name", "uscc", "uscc_check_waived", "is_active", "region_code", "town", "address", *CONTACT)
REFUSED = "企业资料没有保存。请按提示逐项修改后重新提交。"


class Fault(NamedTuple):
    """What is wrong with one field."""

    code: str
    sentence: str
    path: str


class FirmRefused(RuleBroken):
    """Values that the rules of a firm refuse; `findings` says which, by field."""

    def __init__(self, findings: list[Fault]) -> None:
        only = findings[0] if len(findings) == 1 else Fault("firm_refused", REFUSED, "")
        super().__init__(only.code, only.sentence, path=only.path)
        self.findings = findings


def mark_of(firm: Enterprise) -> str:
    """What stands for everything that is kept of the firm: another one after each change."""
    return mark_for("firm", _kept(firm))


@transaction.atomic
def keep_enterprise(
    *, keeper: User, given: Mapping[str, Any], firm_id: int | None = None, seen: str | None = None
) -> Enterprise:
    """Register a firm, or change the one with `firm_id`; of `KEPT`, what is not given stays.

    `seen` is the mark (`mark_of`) of what the keeper read; None where nothing is compared. What changes nothing leaves no entry.
    Raises FirmRefused with a finding at each wrong field, StepRefused("stale") where the firm has changed meanwhile, the model's
    DoesNotExist where there is none, TypeError for a field that is not kept.
    """
    require(keeper, Action.KEEP_ENTERPRISES)
    if unknown := given.keys() - set(KEPT):
        raise TypeError(f"no fields of a firm that is kept: {sorted(unknown)}")
    firm = Enterprise()
    if firm_id is not None:
        firm = lock_row(Enterprise.objects.visible_to(keeper).filter(pk=firm_id))
        refuse_stale(seen, mark_of(firm))
    before = _kept(firm)
    for name, value in given.items():
        setattr(firm, name, value)
    try:
        firm.full_clean()
    except ValidationError as error:
        raise FirmRefused(_faults(error)) from error
    changed = [name for name in KEPT if getattr(firm, name) != before[name]]
    if firm_id is None or changed:
        _write(firm)
        _record(keeper, firm, before if firm_id is not None else {}, changed)
    return firm


def _write(firm: Enterprise) -> None:
    try:
        with transaction.atomic():
            firm.save()
    except IntegrityError:  # somebody else registered the code or the name at this moment
        try:
            firm.validate_unique()
        except ValidationError as error:
            raise FirmRefused(_faults(error)) from error
        raise


def _record(keeper: User, firm: Enterprise, before: dict[str, Any], changed: list[str]) -> None:
    changes = [
        {"field": name}
        if name in CONTACT
        else {"field": name, "before": _text(before.get(name, "")), "after": _text(getattr(firm, name))}
        for name in changed
    ]
    record_account_step(
        step=AccountStep.FIRM_CHANGED if before else AccountStep.FIRM_REGISTERED,
        actor=keeper.actor,
        account_id=keeper.pk,
        enterprise_id=firm.pk,
        about=Subject(AboutKind.ENTERPRISE, firm.pk),
        detail={"changes": changes},
    )


def _kept(firm: Enterprise) -> dict[str, Any]:
    return {name: getattr(firm, name) for name in KEPT}


def _text(value: object) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _faults(error: ValidationError) -> list[Fault]:
    return [
        Fault(str(fault.code or "invalid"), " ".join(fault.messages), name)
        for name, faults in error.error_dict.items()
        for fault in faults
    ]
