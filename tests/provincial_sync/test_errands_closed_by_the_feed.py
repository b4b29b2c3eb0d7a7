"""须在省网办理 ends by itself when the province tells what it waited for."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from devices.models import Device
from ground.glossary import ActorKind, Step
from matters.models import ProvinceErrand
from provincial_sync.feed_rounds import feed_round
from tests import cases
from tests.matters.office import correction, filed
from tests.matters.ways import DEREGISTRATION, again, client_of, decide, handed_in, step, transfer_to
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def read() -> None:
    feed_round(seconds=20)


def owned_by(firm) -> dict[str, str]:
    return {"name": firm.name, "uscc": firm.uscc, "regionCode": firm.region_code}


def same_number(device: Device) -> dict[str, str]:
    return {
        "registrationNo": device.registration_number,
        "previousRegistrationNo": None,
        "owner": owned_by(device.enterprise),
    }


@pytest.fixture
def deregistered(feed, clerk, reviewer):
    """A renewed machine that was 注销 here; the province has to be told by hand."""
    device = again(cases.issued(clerk, reviewer).device)
    decide(reviewer, handed_in(clerk, "deregistration", DEREGISTRATION, device))
    return again(device)


def test_a_cancellation_told_by_the_province(feed, deregistered, reviewer):
    feed.cancel(deregistered)
    read()
    errand = ProvinceErrand.objects.get()
    assert errand.closed_at
    assert errand.closed_by is None
    assert "序号 1" in errand.note
    assert deregistered.registration_number in errand.note
    entry = HistoryEntry.objects.get(step=Step.PROVINCE_ERRAND_CLOSED)
    assert entry.actor_kind == ActorKind.PROVINCE
    page = text_of(client_of(reviewer).get("/console/matters/province/", {"state": "closed"}))
    assert "省网变更消息" in page


def test_what_does_not_say_so_leaves_it_open(feed, deregistered):
    feed.tell_of(deregistered, **same_number(deregistered))
    read()
    assert ProvinceErrand.objects.get().closed_at is None


def test_the_end_of_a_former_number_proves_nothing(feed, deregistered):
    feed.cancel(deregistered, registrationNo=deregistered.old_registration_number)
    read()
    assert ProvinceErrand.objects.get().closed_at is None


def test_a_new_owner_told_by_the_province(feed, clerk, reviewer, make_user, other_firm):
    receiver = make_user("receiver", "enterprise_manager", enterprise=other_firm)
    device = again(cases.issued(clerk, reviewer).device)
    matter = handed_in(clerk, "transfer", transfer_to(other_firm), device)
    step(receiver, matter, "confirm", declared="yes")
    decide(reviewer, matter)
    heir = Device.objects.get(previous=device)
    feed.tell_of(heir, **{**same_number(heir), "owner": owned_by(device.enterprise)})
    read()
    assert ProvinceErrand.objects.get().closed_at is None
    feed.tell_of(heir, **same_number(heir))
    read()
    assert ProvinceErrand.objects.get().closed_at


def test_a_corrected_number_told_by_the_province(feed, clerk, reviewer, administrator, make_user):
    second = make_user("admin2", "administrator")
    certificate = cases.issued(clerk, reviewer)
    number = "粤TF-T202600077"
    decide(second, filed(administrator, "number_correction", certificate.device, correction(number, "new")))
    device = again(certificate.device)
    feed.tell_of(device, **same_number(device))
    read()
    assert ProvinceErrand.objects.get().closed_at
    assert again(device).registration_number == number


def test_closing_by_hand_stays_and_the_feed_closes_nothing_twice(feed, deregistered, reviewer):
    errand = ProvinceErrand.objects.get()
    form = {"reason": "已在省网改为注销，回执 12。"}
    assert client_of(reviewer).post(f"/console/matters/province/{errand.pk}/close/", form).status_code == 302
    feed.cancel(deregistered)
    read()
    assert again(errand).note == form["reason"]
    assert HistoryEntry.objects.filter(step=Step.PROVINCE_ERRAND_CLOSED).count() == 1


def test_who_closes_by_hand_after_the_feed_is_told_so(feed, deregistered, reviewer):
    feed.cancel(deregistered)
    read()
    errand = ProvinceErrand.objects.get()
    late = client_of(reviewer).post(
        f"/console/matters/province/{errand.pk}/close/", {"reason": "已经办好了。"}
    )
    assert late.status_code == 409
    assert "省网变更消息" in text_of(late)
