"""疑似问题 of one machine, on its page in the console."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from cases.models import Case
from devices.models import Device

register = template.Library()
MOST = 5


@register.inclusion_tag("console/cases/_of_machine.html", takes_context=True)
def reported_cases(context: RequestContext, device: Device) -> dict[str, Any]:
    """The newest reports on the machine that the person may see."""
    found = Case.objects.visible_to(context["request"].user).filter(device=device)
    return {"device": device, "cases": list(found.order_by("-created_at", "-id")[:MOST])}
