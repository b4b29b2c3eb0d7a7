"""Two people who press at the same moment, each in a thread and connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from devices.models import Device
from matters.models import Matter, ProvinceErrand
from tests import cases
from tests.matters.ways import (
    DEREGISTRATION,
    LIST,
    client_of,
    decision,
    fill,
    handed_in,
    review_address,
    saved,
    start_address,
    transfer_to,
)
from tests.pages import of_device, renewal_form

pytestmark = pytest.mark.django_db(transaction=True)
Press = Callable[[], int]


def together(*presses: Press) -> list[int]:
    gate = Barrier(len(presses))

    def press(act: Press) -> int:
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        return sorted(pool.map(press, presses))


def posting(client: Client, address: str, form: dict) -> Press:
    return lambda: client.post(address, form).status_code


def test_of_two_reviewers_one_decides(clerk, reviewer, second_reviewer):
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, cases.registered(clerk, reviewer))
    address = review_address(matter)
    assert together(
        posting(client_of(reviewer), address, decision(matter, "accept")),
        posting(client_of(second_reviewer), address, decision(matter, "reject", opinion="请补充证明材料。")),
    ) == [302, 409]
    assert Matter.objects.get().rounds.exclude(outcome="").count() == 1
    assert ProvinceErrand.objects.count() <= 1


def test_the_firm_takes_it_back_while_the_office_decides(clerk, reviewer):
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, cases.registered(clerk, reviewer))
    posted = decision(matter, "accept")
    assert together(
        posting(client_of(reviewer), review_address(matter), posted),
        posting(client_of(clerk), f"{LIST}{matter.reference}/withdraw/", {"revision": posted["revision"]}),
    ) == [302, 409]


def test_two_clicks_make_one_matter_of_a_machine(clerk, manager, reviewer):
    device = cases.registered(clerk, reviewer)
    address = start_address("deregistration", device)
    form = fill("deregistration", DEREGISTRATION, papers=False)
    assert together(posting(client_of(clerk), address, form), posting(client_of(manager), address, form)) == [
        302,
        409,
    ]
    assert Matter.objects.count() == 1


def test_a_renewal_begun_while_the_machine_is_given_away_leaves_one_of_both(
    clerk, make_user, other_firm, reviewer
):
    receiver = make_user("receiver", "enterprise_manager", enterprise=other_firm)
    device = cases.registered(clerk, reviewer)
    matter = saved(clerk, "transfer", transfer_to(other_firm), device)
    for person, name in ((clerk, "submit"), (receiver, "confirm")):
        now = Matter.objects.get(pk=matter.pk)
        form = {"revision": now.revision, "declared": "yes"}
        client_of(person).post(f"{LIST}{matter.reference}/{name}/", form)
    begun = renewal_form(1, revision=Device.objects.get(pk=device.pk).revision)
    together(
        posting(client_of(reviewer), review_address(matter), decision(matter, "accept")),
        posting(client_of(clerk), of_device(device, "renewal/"), begun),
    )
    old = Device.objects.get(pk=device.pk)
    if old.certificate_status == "revoked":
        assert not old.renewals.open().exists()
        assert Device.objects.filter(previous=old).count() == 1
    else:
        assert old.certificate_status == "renewing"
        assert not Device.objects.filter(previous=old).exists()
