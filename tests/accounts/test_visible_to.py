"""What each role sees of each model: the own firm's, the city's, or the town's."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Enterprise, User
from certificates.models import ElectronicCertificate
from devices.models import Device
from documents.models import Attachment
from inbox.models import Message
from renewals.models import RenewalApplication
from tests.cases import drafted, handed_in, issued, recorded, registered, waiting

pytestmark = pytest.mark.django_db
TOWN, OTHER_TOWN = "442000001", "442000118"


@pytest.fixture
def city(clerk, stranger, reviewer):
    """Two firms with a draft, a machine, a renewal and a certificate each; the second in another town."""
    for person, first, town in ((clerk, 1, TOWN), (stranger, 11, OTHER_TOWN)):
        recorded(person, first, storage_town=town)
        handed_in(person, first + 1, storage_town=town)
        drafted(person, reviewer, first + 2, common={"storage_town": town})
        Device.objects.filter(factory_number=f"2018-{first + 2:04d}").update(storage_town=town)
        _move(waiting(person, reviewer, first + 3), town)
        _move(issued(person, reviewer, first + 4).renewal, town)


def _move(renewal: RenewalApplication, town: str) -> None:
    RenewalApplication.objects.filter(pk=renewal.pk).update(storage_town=town)
    Device.objects.filter(pk=renewal.device_id).update(storage_town=town)


def serials(person) -> list[int]:
    """The machines that the person sees, by the number in their serial."""
    return sorted(int(d.factory_number[-4:]) for d in Device.objects.visible_to(person))


def renewals(person) -> list[int]:
    return sorted(int(r.factory_number[-4:]) for r in RenewalApplication.objects.visible_to(person))


def certificates(person) -> list[int]:
    seen = ElectronicCertificate.objects.visible_to(person).select_related("device")
    return sorted(int(c.device.factory_number[-4:]) for c in seen)


def test_people_of_a_firm_see_all_of_their_own_and_nothing_else(city, clerk, manager, stranger) -> None:
    for person in (clerk, manager):
        assert serials(person) == [1, 2, 3, 4, 5]
        assert renewals(person) == [3, 4, 5]
        assert certificates(person) == [5]
    assert serials(stranger) == [11, 12, 13, 14, 15]
    assert renewals(stranger) == [13, 14, 15]
    assert certificates(stranger) == [15]


def test_the_office_sees_what_was_handed_in(city, reviewer, head, administrator) -> None:
    for person in (reviewer, head, administrator):
        assert serials(person) == [2, 3, 4, 5, 12, 13, 14, 15]
        assert renewals(person) == [4, 5, 14, 15]
        assert certificates(person) == [5, 15]


def test_a_supervisor_sees_the_own_town(city, supervisor, make_user) -> None:
    assert (serials(supervisor), renewals(supervisor), certificates(supervisor)) == (
        [2, 3, 4, 5],
        [4, 5],
        [5],
    )
    other = make_user("supervisor2", "supervisor", town=OTHER_TOWN)
    assert (serials(other), renewals(other), certificates(other)) == ([12, 13, 14, 15], [14, 15], [15])


def test_a_supervisor_without_a_town_sees_nothing(city, make_user) -> None:
    nowhere = make_user("supervisor3", "supervisor", town="")
    Device.objects.filter(factory_number="2018-0002").update(storage_town="")
    assert (serials(nowhere), renewals(nowhere), certificates(nowhere)) == ([], [], [])


def test_an_inactive_account_sees_nothing(city, clerk, reviewer) -> None:
    for person in (clerk, reviewer):
        person.is_active = False
        assert (serials(person), renewals(person), certificates(person)) == ([], [], [])
        assert not Enterprise.objects.visible_to(person).exists()
        assert not Attachment.objects.visible_to(person).exists()


def test_papers_are_the_firms_and_the_offices(city, clerk, stranger, reviewer, firm, other_firm) -> None:
    for person, owner in ((clerk, firm), (stranger, other_firm)):
        seen = set(Attachment.objects.visible_to(person).values_list("enterprise_id", flat=True))
        assert seen == {owner.pk}
    seen = set(Attachment.objects.visible_to(reviewer).values_list("subject", "subject_id"))
    machines = {("device", pk) for pk in Device.objects.visible_to(reviewer).values_list("pk", flat=True)}
    assert seen & machines
    assert not {place for place in seen if place[0] == "device"} - machines


def test_supervisors_see_no_papers(city, supervisor) -> None:
    assert not Attachment.objects.visible_to(supervisor).exists()


def test_firms_see_themselves_and_the_office_sees_all(clerk, stranger, reviewer, firm, other_firm) -> None:
    assert list(Enterprise.objects.visible_to(clerk)) == [firm]
    assert list(Enterprise.objects.visible_to(stranger)) == [other_firm]
    assert set(Enterprise.objects.visible_to(reviewer)) == {firm, other_firm}


def test_messages_are_a_persons_own(clerk, manager, stranger, reviewer) -> None:
    registered(clerk, reviewer)
    assert Message.objects.visible_to(clerk).count() == Message.objects.visible_to(manager).count() == 1
    assert not Message.objects.visible_to(stranger).exists()


def test_a_deleted_record_is_seen_by_nobody(clerk, reviewer) -> None:
    device = registered(clerk, reviewer)
    Device.objects.filter(pk=device.pk).update(deleted_at=device.created_at)
    assert not Device.objects.visible_to(clerk).exists()
    assert not Device.objects.visible_to(reviewer).exists()


@pytest.mark.parametrize("model", [Enterprise, Device, RenewalApplication, ElectronicCertificate, Attachment])
def test_somebody_unknown_sees_nothing(model, city) -> None:
    assert not model.objects.visible_to(AnonymousUser()).exists()


def test_a_manager_sees_the_own_people_an_administrator_all_and_others_themselves(
    clerk, manager, stranger, reviewer, head, supervisor, administrator
) -> None:
    assert set(User.objects.visible_to(manager)) == {clerk, manager}
    assert set(User.objects.visible_to(administrator)) == set(User.objects.all())
    for person in (clerk, stranger, reviewer, head, supervisor):
        assert list(User.objects.visible_to(person)) == [person]
    manager.is_active = False
    assert not User.objects.visible_to(manager).exists()
