"""企业事项 as the API says them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Enterprise, User
from api.fields import coded
from devices.models import Device
from documents.api.showing import shown_attachment
from documents.models import Attachment, SubjectKind
from ground.glossary import MatterKind
from matters.eligibility import why_not
from matters.forms import FORMS
from matters.listing import is_incoming
from matters.models import Matter
from matters.papers import papers_for
from matters.words import KINDS, next_step

RELATED = ("device", "enterprise", "counterparty")


def shown_matter(matter: Matter, viewer: User) -> dict[str, Any]:
    """One matter of a list, read with `select_related(*RELATED)`: no query."""
    incoming = viewer.is_enterprise and is_incoming(matter, viewer)
    device = matter.device
    return {
        "reference": matter.reference,
        "revision": matter.revision,
        "kind": coded(matter.sort),
        "status": coded(matter.state),
        "round": matter.round,
        "by_office": matter.by_office,
        "incoming": incoming,
        "enterprise": _firm(matter.enterprise),
        "counterparty": _firm(matter.counterparty) if matter.counterparty else None,
        "device": _machine(device) if device else None,
        "content": {} if _rewritten_by_others(matter, viewer) else matter.content,
        "next_step": next_step(matter, incoming=incoming),
        "due_on": matter.due_on,
        "ends_on": matter.ends_on,
        "created_at": matter.created_at,
        "submitted_at": matter.submitted_at,
        "decided_at": matter.decided_at,
    }


def whole_matter(matter: Matter, viewer: User) -> dict[str, Any]:
    """One matter with its papers and the last decision."""
    last = matter.current_round()
    shown = shown_matter(matter, viewer)
    if last and _rewritten_by_others(matter, viewer):
        shown["content"] = last.body["content"]
    return {
        **shown,
        "opinion": last.opinion if last and last.outcome else "",
        "new_device": matter.outcome_id,
        "papers": [
            {
                **shown_attachment(paper),
                "content": reverse("api:matters-paper", args=[matter.reference, paper.pk]),
            }
            for paper in papers_shown(matter, viewer)
        ],
    }


def papers_shown(matter: Matter, viewer: User) -> list[Attachment]:
    """Its papers; whoever does not apply for it, the other firm and the office, sees those that were handed in."""
    held = list(
        Attachment.objects.of(SubjectKind.MATTER, matter.pk).select_related("file").order_by("kind", "id")
    )
    if not is_incoming(matter, viewer):
        return held
    last = matter.current_round()
    handed_in = {item["id"] for item in last.attachments} if last else set()
    return [paper for paper in held if paper.pk in handed_in]


def _rewritten_by_others(matter: Matter, viewer: User) -> bool:
    """Whether its firm may be writing it anew, which is nobody else's to read before it is handed in again."""
    return matter.is_editable and is_incoming(matter, viewer)


def shown_kind(kind: MatterKind, device: Device | None) -> dict[str, Any]:
    """What a kind is for, its fields and papers, and why it does not apply to the machine."""
    form = FORMS[kind]()
    return {
        "kind": coded(kind),
        "purpose": KINDS[kind].purpose,
        "follows": KINDS[kind].follows,
        "needs_device": kind != MatterKind.RENAMING,
        "reason": why_not(kind, device) if device and kind != MatterKind.RENAMING else "",
        "fields": [_field(name, field, name in form.needed) for name, field in form.fields.items()],
        "papers": [
            {
                "kind": paper.kind.code,
                "label": paper.kind.label,
                "hint": paper.kind.hint,
                "required": paper.level == "required",
            }
            for paper in papers_for(kind)
        ],
    }


def _field(name: str, field: forms.Field, required: bool) -> dict[str, Any]:
    choices = [(code, label) for code, label in getattr(field, "choices", ()) if code]
    if isinstance(field, forms.MultipleChoiceField):
        sort = "choices"
    elif choices:
        sort = "choice"
    else:
        sort = "date" if isinstance(field, forms.DateField) else "text"
    return {
        "name": name,
        "label": str(field.label),
        "hint": str(field.help_text),
        "type": sort,
        "required": required,
        "choices": [{"code": str(code), "label": str(label)} for code, label in choices],
    }


def _firm(firm: Enterprise) -> dict[str, Any]:
    return {"id": firm.pk, "name": firm.name}


def _machine(device: Device) -> dict[str, Any]:
    return {
        "id": device.pk,
        "registration_number": device.registration_number,
        "model": device.model,
        "factory_number": device.factory_number,
    }
