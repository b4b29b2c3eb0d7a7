"""Whatever is pressed in whatever order: states and machine agree, and the history tells each change."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import HistoryEntry
from devices.models import Device
from ground.glossary import CertificateStatus, MatterKind, MatterStatus
from matters.models import Matter
from tests import cases
from tests.matters.ways import DEFERRAL, DEREGISTRATION, decide, saved, step, transfer_to

pytestmark = pytest.mark.django_db
STEPS = ("submit", "withdraw", "void", "resume", "confirm", "decline", "accept", "reject")
MARKS = {
    MatterStatus.ACCEPTED: CertificateStatus.REVOKED,
    MatterStatus.IN_FORCE: CertificateStatus.DEFERRED,
}


def press(name: str, matter: Matter, people: dict[str, Any]) -> int:
    if name in {"accept", "reject"}:
        return decide(people["reviewer"], matter, name, opinion="请核对后重新提交。").status_code
    person = people["receiver"] if name in {"confirm", "decline"} else people["clerk"]
    return step(person, matter, name, declared="yes", reason="不再办理").status_code


@settings(max_examples=12)
@given(
    kind=st.sampled_from([MatterKind.DEREGISTRATION, MatterKind.TRANSFER, MatterKind.DEFERRAL]),
    presses=st.lists(st.sampled_from(STEPS), min_size=1, max_size=7),
)
def test_state_and_machine_always_agree(kind, presses):
    from django.db import transaction

    with transaction.atomic():
        _walk(kind, presses)
        transaction.set_rollback(True)


def _walk(kind: MatterKind, presses: list[str]) -> None:
    people = _people()
    device = cases.registered(people["clerk"], people["reviewer"])
    content = {
        MatterKind.DEREGISTRATION: DEREGISTRATION,
        MatterKind.TRANSFER: transfer_to(people["receiver"].enterprise),
        MatterKind.DEFERRAL: DEFERRAL,
    }[kind]
    matter = saved(people["clerk"], kind, content, device)
    for name in presses:
        before, told = Matter.objects.get(pk=matter.pk), HistoryEntry.objects.of_matter(matter.pk).count()
        status = press(name, matter, people)
        after = Matter.objects.get(pk=matter.pk)
        changed = after.status != before.status
        assert (status == 302) == changed, (name, before.status, status)
        assert (HistoryEntry.objects.of_matter(matter.pk).count() > told) == changed
        assert (after.revision > before.revision) == changed
        machine = Device.objects.get(pk=device.pk)
        wanted = MARKS.get(after.state, CertificateStatus.AWAITING_RENEWAL)
        assert machine.certificate_status == wanted
        heirs = Device.objects.filter(previous=machine).count()
        assert heirs == int(kind == MatterKind.TRANSFER and after.status == MatterStatus.ACCEPTED)


def _people() -> dict[str, Any]:
    from accounts.models import Enterprise, User

    firms = [
        Enterprise.objects.create(name=f"中山示例任意{code}有限公司", uscc=code, town="442000001")
        for code in ("91442000DEM000014P", "91442000DEM000022J")
    ]
    manager = partial(User.objects.create, role="enterprise_manager", must_consent=False)
    return {
        "clerk": manager(username="any-clerk", enterprise=firms[0]),
        "receiver": manager(username="any-receiver", enterprise=firms[1]),
        "reviewer": User.objects.create(username="any-reviewer", role="reviewer"),
    }
