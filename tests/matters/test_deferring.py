"""暂不换证 and 恢复换证: a declaration in force at once, taken back any time, over by its date."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ground.glossary import CertificateStatus, MatterStatus
from inbox.models import Message
from matters.models import Matter
from matters.tasks import end_deferrals
from renewals.progress import tally
from tests import cases
from tests.doors import nothing_changes
from tests.matters.ways import (
    DEREGISTRATION,
    LIST,
    again,
    client_of,
    decide,
    handed_in,
    saved,
    start_address,
    step,
)
from tests.pages import problem_at, text_of, words_of

pytestmark = pytest.mark.django_db


def deferral(days: int = 60, **typed: str) -> dict[str, str]:
    return {"cause": "idle", "until": (timezone.localdate() + dt.timedelta(days=days)).isoformat(), **typed}


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def declared(clerk, device):
    return handed_in(clerk, "deferral", deferral(), device)


def awaiting(user) -> int:
    from devices.models import Device

    tiles = {tile.key: tile.count for tile in tally(Device.objects.visible_to(user).registered(), user)}
    return tiles["awaiting"]


def test_it_is_in_force_at_once_and_the_machine_leaves_the_count(clerk, device, declared):
    assert declared.status == MatterStatus.IN_FORCE
    assert again(device).certificate_status == CertificateStatus.DEFERRED
    assert awaiting(clerk) == 0
    assert "恢复换证" in text_of(client_of(clerk).get("/portal/devices/"))


def test_the_office_sees_it_and_decides_nothing(reviewer, head, device, declared):
    assert declared.reference in text_of(client_of(head).get("/console/matters/?kind=deferral"))
    assert declared.reference not in text_of(client_of(reviewer).get("/console/matters/queue/"))
    page = words_of(client_of(reviewer).get(f"/console/matters/{declared.reference}/review/"))
    assert "不需要审核" in page
    with nothing_changes(declared, device):
        assert decide(reviewer, declared).status_code == 409
    assert "申报暂不换证" in words_of(client_of(reviewer).get("/console/history/"))


def test_it_is_taken_back_and_the_machine_can_be_renewed(clerk, device, declared):
    refused = client_of(clerk).get(f"/portal/devices/{device.pk}/renewal/")
    assert "暂不换证" in text_of(refused)
    assert step(clerk, declared, "resume").status_code == 302
    assert again(declared).status == MatterStatus.ENDED
    assert awaiting(clerk) == 1
    assert client_of(clerk).get(f"/portal/devices/{device.pk}/renewal/").status_code == 200
    with nothing_changes(declared, device):
        assert step(clerk, declared, "resume").status_code == 409


def test_it_ends_by_its_date_with_a_message_and_once(clerk, device, declared):
    end_deferrals()
    assert again(declared).status == MatterStatus.IN_FORCE
    Matter.objects.filter(pk=declared.pk).update(ends_on=timezone.localdate())
    end_deferrals()
    assert again(declared).status == MatterStatus.IN_FORCE
    Matter.objects.filter(pk=declared.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    end_deferrals()
    end_deferrals()
    assert again(declared).status == MatterStatus.ENDED
    assert again(device).certificate_status == CertificateStatus.AWAITING_RENEWAL
    assert Message.objects.filter(recipient=clerk, title__startswith="已恢复换证").count() == 1


def test_a_deregistration_overtakes_it(clerk, reviewer, device, declared):
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, device)
    assert decide(reviewer, matter).status_code == 302
    assert again(declared).status == MatterStatus.ENDED
    assert again(device).certificate_status == CertificateStatus.REVOKED


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_a_date_that_is_none(clerk, device, days):
    matter = saved(clerk, "deferral", deferral(days), device)
    with nothing_changes(matter, device):
        assert problem_at(step(clerk, matter, "submit", declared="yes"), "until")


@pytest.mark.parametrize("state", [cases.drafted, cases.waiting, cases.uploading])
def test_a_machine_that_is_being_renewed_is_not_deferred(clerk, reviewer, state):
    device = state(clerk, reviewer).device
    assert "现在不能办理" in text_of(client_of(clerk).get(start_address("deferral", device)))
    answer = client_of(clerk).post(start_address("deferral", device), deferral())
    assert "不能办理" in text_of(answer)
    assert not Matter.objects.exists()


def test_a_renewal_begun_after_saving_stops_the_submission(clerk, device):
    matter = saved(clerk, "deferral", deferral(), device)
    cases.start(again(device), clerk)
    with nothing_changes(matter):
        answer = step(clerk, matter, "submit", declared="yes")
    assert answer.status_code == 422
    assert "作废换证申请" in text_of(answer)


def test_the_list_of_what_awaits_can_reach_zero(clerk, reviewer):
    machines = [cases.registered(clerk, reviewer, number) for number in (1, 2, 3)]
    handed_in(clerk, "deferral", deferral(), machines[0])
    decide(reviewer, handed_in(clerk, "deregistration", DEREGISTRATION, machines[1]))
    assert awaiting(clerk) == 1
    cases.start(again(machines[2]), clerk, 3)
    assert awaiting(clerk) == 0
    assert client_of(clerk).get(LIST).status_code == 200
