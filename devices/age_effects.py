"""影响 of the age rules on the register. Importing this module registers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from devices.ages import AgeState
from devices.aging import WORDS, age_of_record
from devices.assumptions import Assumptions
from devices.models import Device
from ground.effects import Effect, tells
from ground.glossary import CertificateStatus

MOST = 20_000  # machines that are looked at while somebody waits for the page


@tells("near_days", "material_hoist_years", "other_years")
def of_ages(before: Assumptions, after: Assumptions) -> Iterator[Effect]:
    """How many machines of the register stand otherwise under the changed rule."""
    today = timezone.localdate()
    changed = Counter[tuple[AgeState, AgeState]]()
    machines = Device.objects.registered().exclude(certificate_status=CertificateStatus.REVOKED)
    for device in machines.order_by("pk")[:MOST].iterator(chunk_size=500):
        was, now = (age_of_record(device, today, under) for under in (before, after))
        if was and now and was.state != now.state:
            changed[was.state, now.state] += 1
    for (was_state, now_state), count in sorted(changed.items()):
        yield Effect(
            f"由“{WORDS[was_state].label}”变为“{WORDS[now_state].label}”的设备",
            count,
            "列表、预审和到期预警随之变化",
        )
