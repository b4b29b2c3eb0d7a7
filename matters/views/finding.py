"""How the firm's pages find what they are about; a stranger's is not found."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from devices.models import Device
from ground.glossary import MatterKind
from matters.models import Matter
from matters.models.kinds import FIRMS_KINDS


def found_matter(request: HttpRequest, reference: str) -> Matter:
    """One that the firm applies for, or that another firm has offered to it."""
    visible = Matter.objects.visible_to(request.user)
    related = visible.select_related("enterprise", "device__enterprise", "counterparty", "outcome")
    return get_object_or_404(related, reference=reference)


def own_matter(request: HttpRequest, reference: str) -> Matter:
    """One that the firm itself applies for."""
    related = Matter.objects.own_of(request.user).select_related("enterprise", "device__enterprise")
    return get_object_or_404(related, reference=reference)


def asked_device(request: HttpRequest) -> Device | None:
    """The firm's machine that the address names (`?device=`), None where it names none."""
    text = request.GET.get("device", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    machines = Device.objects.visible_to(request.user).select_related("enterprise")
    return get_object_or_404(machines, pk=int(text))


def asked_kind(text: str) -> MatterKind:
    """The kind that the address names; Http404 where firms apply for none of that name."""
    if text not in FIRMS_KINDS:
        raise Http404
    return MatterKind(text)
