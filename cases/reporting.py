"""上报 of a suspected problem by anybody, and asking what became of it, by number and code."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from cases.assumptions import current
from cases.models import Case, CaseEvent, CasePhoto
from cases.words import CaseStep, ProblemKind
from certificates.verification import verdict_on
from documents.staging import Staged
from ground.digests import sm3_hex
from ground.errors import RuleBroken
from ground.references import ALPHABET, new_reference
from ground.searching import folded, search_text

CODE_LENGTH = 8
TOO_MANY_TODAY = "今日上报已达上限，暂不能在线上报。情况紧急的，请直接联系审批办(联系方式见“联系我们”)。"
NO_SUCH_CASE = "没有同时符合上报编号和查询码的记录，请逐位核对后再查。"


@dataclass(frozen=True)
class Reported:
    """What a person on a site says; `photos` are pictures that were stored already."""

    kind: ProblemKind
    number: str
    serial: str
    text: str
    place: str = ""
    contact: str = ""
    photos: Sequence[Staged] = ()


def new_form_key() -> str:
    """A number for a page that is about to be filled in."""
    return secrets.token_urlsafe(24)


def code_of(form_key: str) -> str:
    """The code that belongs to a page's report: whoever sent the page can be told it again, nobody else."""
    digest = salted_hmac("cases.code", form_key, algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH])


def report(*, form_key: str, said: Reported) -> tuple[Case, str]:
    """Keep the report; (case, its code). The same page sent again answers with the same case.

    Raises RuleBroken("too_many_today") where everybody together has reported more than the city can read.
    """
    code = code_of(form_key)
    try:
        with transaction.atomic():
            return _kept(form_key, code, said), code
    except IntegrityError:  # the same form, sent twice at this moment
        return Case.objects.get(form_key=form_key), code


def case_by_code(*, reference: str, code: str) -> Case:
    """The case that has both; RuleBroken with one sentence for a wrong number and a wrong code alike."""
    found = Case.objects.filter(reference=_typed_reference(reference)).first()
    digest = sm3_hex(folded(code).encode())
    if found is None or not constant_time_compare(found.code_digest, digest):
        raise RuleBroken("no_such_case", NO_SUCH_CASE)
    return found


def _kept(form_key: str, code: str, said: Reported) -> Case:
    if known := Case.objects.filter(form_key=form_key).first():
        return known
    now = timezone.now()
    if Case.objects.filter(created_at__gt=now - dt.timedelta(days=1)).count() >= current().per_day:
        raise RuleBroken("too_many_today", TOO_MANY_TODAY)
    verdict = verdict_on(number=said.number, serial=said.serial) if said.number and said.serial else None
    device = verdict.device if verdict else None
    words = [said.number, said.serial, said.place]
    words += [device.registration_number, device.old_registration_number, device.model] if device else []
    reference = new_reference("YS", timezone.localdate())
    case = Case.objects.create(
        reference=reference,
        form_key=form_key,
        code_digest=sm3_hex(code.encode()),
        kind=said.kind,
        device=device,
        number=said.number,
        serial=said.serial,
        place=said.place,
        text=said.text,
        contact=said.contact,
        search_text=search_text(reference, *words),
    )
    CasePhoto.objects.bulk_create(
        CasePhoto(case=case, file=item.file, name=item.name) for item in said.photos
    )
    CaseEvent.objects.create(case=case, step=CaseStep.REPORTED)
    return case


def _typed_reference(text: str) -> str:
    """YS20261122-7K3MQ2X, however it was typed: lower case, full width, without the hyphen."""
    plain = folded(text)
    return f"{plain[:10]}-{plain[10:]}"
