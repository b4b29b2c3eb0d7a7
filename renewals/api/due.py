"""期限 of a case that waits for the office."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from renewals.console.due import due_tag
from renewals.deadlines import working_days_left


class DueSerializer(serializers.Serializer[Any]):
    """The last day, working days that are left (negative: over), and both in words; null and blank where nothing waits."""

    on = serializers.DateField(allow_null=True)
    working_days_left = serializers.IntegerField(allow_null=True)
    label = serializers.CharField(allow_blank=True)


def shown_due(due_on: dt.date | None, *, waits: bool) -> dict[str, Any]:
    """The deadline as the API says it."""
    today = timezone.localdate()
    tag = due_tag(due_on, today) if waits else None
    left = working_days_left(today, due_on) if tag and due_on else None
    return {"on": due_on, "working_days_left": left, "label": tag.label if tag else ""}
