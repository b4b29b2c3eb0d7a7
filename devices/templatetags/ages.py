"""What the age rules say of a machine, as a tag on any list."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from devices.aging import verdict_of
from devices.models import MachineRecord

register = template.Library()


@register.inclusion_tag("partials/_tag.html")
def age_tag(record: MachineRecord) -> dict[str, Any]:
    """评估年限 as of today; one comparison of days, no query."""
    return {"state": verdict_of(record, timezone.localdate())}
