"""Who may see a matter and press its buttons, and who learns only that there is nothing."""

from __future__ import annotations

import pytest

from matters.models import MatterRound
from tests import cases
from tests.doors import asks_to_log_in, nothing_changes, takes_no_get, turns_strangers_away
from tests.matters.ways import DEREGISTRATION, LIST, client_of, decide, handed_in, saved, start_address
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def matter(clerk, device):
    return handed_in(clerk, "deregistration", DEREGISTRATION, device)


@pytest.mark.parametrize("name", ["submit", "withdraw", "void", "resume", "confirm", "decline"])
def test_doors_of_the_portal(clerk, stranger, reviewer, matter, name):
    address, form = (
        f"{LIST}{matter.reference}/{name}/",
        {"revision": "2", "reason": "随便", "declared": "yes"},
    )
    turns_strangers_away(address, form, stranger, matter)
    asks_to_log_in(address, form, matter)
    takes_no_get(address, clerk, matter)
    with nothing_changes(matter):
        assert client_of(reviewer).post(address, form).status_code == 403


def test_pages_papers_and_machines_of_others_are_not_found(
    clerk, stranger, reviewer, supervisor, head, device, matter
):
    theirs = client_of(stranger)
    (paper,) = MatterRound.objects.get(matter=matter).attachments
    paper_address = f"{LIST}{matter.reference}/papers/{paper['id']}/"
    assert client_of(clerk).get(paper_address).status_code == 200
    for address in (
        f"{LIST}{matter.reference}/",
        f"{LIST}{matter.reference}/edit/",
        paper_address,
        start_address("deregistration", device),
        f"{LIST}new/?device={device.pk}",
        f"{LIST}new/?device=x",
        f"{LIST}new/nonsense/",
    ):
        assert theirs.get(address).status_code == 404, address
    assert matter.reference not in text_of(theirs.get(LIST))
    for person, status in ((head, 200), (supervisor, 200), (stranger, 403)):
        assert client_of(person).get(f"/console/matters/{matter.reference}/review/").status_code == status


@pytest.mark.parametrize("role", ["head", "administrator", "supervisor"])
def test_who_only_reads_decides_nothing(request, matter, role):
    with nothing_changes(matter):
        assert decide(request.getfixturevalue(role), matter).status_code == 403


def test_the_office_sees_no_draft(clerk, reviewer, device):
    matter = saved(clerk, "deregistration", DEREGISTRATION, device)
    office = client_of(reviewer)
    assert matter.reference not in text_of(office.get("/console/matters/"))
    assert office.get(f"/console/matters/{matter.reference}/review/").status_code == 404


def test_a_supervisor_of_another_town_does_not_find_it(make_user, matter):
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert client_of(elsewhere).get(f"/console/matters/{matter.reference}/review/").status_code == 404
    assert matter.reference not in text_of(client_of(elsewhere).get("/console/matters/"))
