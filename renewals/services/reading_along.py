"""What a decision stands on, read in the one statement that locks the renewal.

The lock is the renewal's alone. Where it had to be waited for, PostgreSQL reads the renewal anew and the rest as it was when
the statement began. That is good enough: a step that changes what is read here of the case raises the renewal's revision, and
the decision is refused; a round that was handed in never changes, and a paper whose reading ends meanwhile counts as not read yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from devices.uniqueness import serial_elsewhere_read_along
from ground.kept_select import KeptSelect
from inbox.planning import Audience, staff_among, staff_read_along
from inbox.webhooks.models import WebhookSubscription
from inbox.words import Event
from renewals.models import RenewalApplication, Submission
from renewals.services.steps import TO_DECIDE
from renewals.signals import read_for_acceptance
from vision.models import Reading
from vision.reading_along import readings_among, readings_read_along


@dataclass(frozen=True, slots=True)
class ReadAlong:
    """`submission` is the present round; `for_receivers` is what the acceptance's receivers asked for.

    `readings` are those of the round's attachments by SM3, none where papers are not read or were not asked for.
    """

    submission: Submission
    same_serial_elsewhere: bool
    readings: dict[str, Reading]
    audience: Audience
    is_pushed: bool
    for_receivers: dict[str, Any]


@cache
def decided_with(event: Event, *, with_readings: bool) -> KeptSelect[RenewalApplication]:
    """The renewals with all that a decision asks for; made once, its SQL too."""
    present = FilteredRelation("submissions", condition=Q(submissions__round=F("round")))
    pushes = WebhookSubscription.objects.written_for(OuterRef("enterprise_id"))
    asked = {**read_for_acceptance} if event == Event.RENEWAL_ACCEPTED else {}
    if with_readings:
        asked["readings"] = readings_read_along(OuterRef("present__attachments"))
    return KeptSelect(
        TO_DECIDE.annotate(present=present)
        .select_related("device", "enterprise", "present")  # type: ignore[misc] # the plugin knows no FilteredRelation
        .annotate(
            same_serial=serial_elsewhere_read_along("device"),
            staff=staff_read_along(OuterRef("enterprise_id"), event),
            is_pushed=Exists(pushes),
            **asked,
        )
    )


def read_along(renewal: Any, event: Event) -> ReadAlong:
    """What came with a renewal of `decided_with`."""
    return ReadAlong(
        submission=renewal.present,
        same_serial_elsewhere=bool(renewal.device.factory_number_key) and renewal.same_serial,
        readings=readings_among(getattr(renewal, "readings", None), renewal._state.db),
        audience=staff_among(renewal.staff, renewal.enterprise_id, event),
        is_pushed=renewal.is_pushed,
        for_receivers={
            name: getattr(renewal, name) for name in read_for_acceptance if event == Event.RENEWAL_ACCEPTED
        },
    )
