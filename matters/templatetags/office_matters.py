"""What the office can do by hand with a machine, and its numbers, on the machine's page in the console."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from accounts.policies import may
from devices.models import Device
from ground.glossary import IntakeStatus
from matters.eligibility import why_not
from matters.models import Matter
from matters.models.kinds import OFFICE_KINDS
from matters.services.office import action_to_file

register = template.Library()


@register.inclusion_tag("console/matters/_by_hand.html", takes_context=True)
def by_hand(context: RequestContext, device: Device) -> dict[str, Any]:
    """备案号更正, 注销 and 产权变更 for who may file them, each with the reason where it does not apply now."""
    request = context["request"]
    kinds = [kind for kind in OFFICE_KINDS if may(request.user, action_to_file(kind))]
    if device.intake_status != IntakeStatus.APPROVED:
        return {"device": device, "numbers": [], "offers": []}
    undecided = Matter.objects.undecided().visible_to(request.user).filter(device=device).first()
    return {
        "device": device,
        "numbers": list(device.numbers.all()),
        "undecided": undecided,
        "offers": [(kind, why_not(kind, device)) for kind in kinds],
    }
