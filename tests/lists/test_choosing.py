"""Rows chosen over pages for 批量换证 and printing; the server takes only what is the firm's."""

from __future__ import annotations

import pytest

from renewals.batch.choosing import Choice, start_batch
from renewals.models import Batch
from tests.cases import again, drafted, waiting
from tests.pages import ENTRIES, REGISTER, text_of
from tests.papers import paper_of

pytestmark = pytest.mark.django_db
FROM_REGISTER, FROM_BATCHES = f"{REGISTER}batch/", "/portal/batches/start/"
SUMMARY = "/portal/prints/summary/"


def taken() -> set[int]:
    return set(Batch.objects.get().machines.values_list("device_id", flat=True))


@pytest.mark.parametrize("address", [FROM_REGISTER, FROM_BATCHES])
def test_ticked_machines_of_several_pages_become_a_batch(portal, fleet, address) -> None:
    other = fleet[4].device
    portal.post(address, {"pk": fleet[1].pk, "picked": f"{other.pk},{fleet[1].pk}"})
    assert taken() == {fleet[1].pk, other.pk}


@pytest.mark.parametrize("address", [FROM_REGISTER, FROM_BATCHES])
def test_everything_that_the_filter_finds_becomes_a_batch(portal, fleet, address) -> None:
    portal.post(address, {"all": "1", "progress": "rejected", "pk": fleet[1].pk})
    assert taken() == {fleet[4].device_id}


def test_machines_that_cannot_be_renewed_stay_out(portal, fleet) -> None:
    answer = portal.post(FROM_REGISTER, {"all": "1"}, follow=True)
    assert taken() == {fleet[1].pk, fleet[2].device_id, fleet[4].device_id, fleet[6].device_id}
    assert "共 4 台" in text_of(answer)


@pytest.mark.parametrize("address", [FROM_REGISTER, FROM_BATCHES])
def test_a_stranger_takes_nothing_and_the_office_has_no_door(
    signed_in, fleet, stranger, reviewer, address
) -> None:
    for asked in ({"picked": str(fleet[1].pk)}, {"pk": fleet[1].pk}, {"all": "1"}, {}):
        assert signed_in(stranger).post(address, asked).status_code == 422
    assert signed_in(reviewer).post(address, {"pk": fleet[1].pk}).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize("nonsense", ["x", "-1", "1e3", "", "9" * 40])
def test_a_box_that_no_page_has_is_not_found(portal, fleet, nonsense) -> None:
    assert portal.post(FROM_REGISTER, {"pk": nonsense}).status_code == 404
    assert not Batch.objects.exists()


def test_what_the_browser_kept_is_printed_although_some_is_gone(portal, clerk, reviewer, fleet) -> None:
    paper = paper_of(portal.post(SUMMARY, {"picked": f"{fleet[3].pk},{fleet[6].pk},999999,x"}))
    assert fleet[3].reference in paper
    assert again(fleet[6]).reference not in paper
    assert portal.post(SUMMARY, {"picked": "999999"}).status_code == 404
    assert portal.post(SUMMARY, {"picked": "x"}).status_code == 422


def test_two_hundred_and_one_are_too_many(portal, fleet) -> None:
    answer = portal.post(SUMMARY, {"picked": ",".join(map(str, range(1, 202)))})
    assert (answer.status_code, "已选 201 份" in text_of(answer)) == (422, True)


def test_the_filter_is_the_choice_of_everything(portal, clerk, reviewer, fleet) -> None:
    other = waiting(clerk, reviewer, 8)
    paper = paper_of(portal.post(SUMMARY, {"all": "1", "approval": "pending", "picked": str(fleet[2].pk)}))
    assert fleet[3].reference in paper
    assert other.reference in paper
    assert fleet[2].reference not in paper


@pytest.mark.parametrize("address", [REGISTER, ENTRIES])
def test_the_form_of_the_list_carries_its_filter(portal, fleet, address) -> None:
    page = text_of(portal.get(address, {"q": "2018", "category": "tower_crane", "order": "model"}))
    form = page[page.index('id="chosen"') :]
    for pair in (
        'name="q" value="2018"',
        'name="category" value="tower_crane"',
        'name="order" value="model"',
    ):
        assert pair in form[: form.index("</form>")]


def test_ticked_renewals_of_a_batch_are_handed_in_alone(
    portal, manager, fleet, clerk, reviewer, stranger
) -> None:
    drafts = [fleet[2], drafted(clerk, reviewer, 11)]
    batch = start_batch(user=manager, choice=Choice(all_of=True))
    for draft in drafts:
        batch.machines.filter(device_id=draft.device_id).update(renewal=draft)
    address = f"/portal/batches/{batch.pk}/"
    page = text_of(portal.get(address))
    assert page.count("data-choice") == 2
    others = portal.post(f"{address}submit/", {"declared": "yes", "picked": str(fleet[3].pk)})
    assert (others.status_code, "请清除勾选" in text_of(others)) == (422, True)
    portal.post(f"{address}submit/", {"declared": "yes", "pk": drafts[1].pk})
    assert batch.open_job().values_seen() == {drafts[1].pk: drafts[1].revision}


def test_nothing_ticked_hands_in_all_of_the_batch(portal, manager, fleet) -> None:
    batch = start_batch(user=manager, choice=Choice(all_of=True))
    batch.machines.filter(device_id=fleet[2].device_id).update(renewal=fleet[2])
    portal.post(f"/portal/batches/{batch.pk}/submit/", {"declared": "yes"})
    assert set(batch.open_job().values_seen()) == {fleet[2].pk}
