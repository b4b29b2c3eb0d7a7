"""What the age rules say of a machine, as a tag on any list."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from devices.aging import verdict_of
from devices.models import MachineRecord
from ground.templatetags.lists import tag

register = template.Library()


@register.simple_tag
def age_tag(record: MachineRecord) -> SafeString:
    """评估年限 as of today; one comparison of days, no query."""
    return tag(verdict_of(record, timezone.localdate()))
