"""The office's steps with a case; who is second, who is a stranger, what is masked."""

from __future__ import annotations

import pytest
from django.test import Client

from audit.models import AccountEvent
from cases.models import Case
from tests import cases
from tests.matters.test_two_at_once import posting, together
from tests.matters.ways import again, client_of
from tests.pages import png, text_of
from tests.reported.ways import ANSWER, LIST, TEXT, of_case, press, reported, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def case(device):
    return reported(contact="13800001234", photos=[png("号牌.png")])[0]


def steps_of(case: Case) -> list[str]:
    return [event.step for event in case.events.order_by("id")]


def test_it_is_taken_up_answered_and_closed(reviewer, case):
    assert press(reviewer, case, "claim").status_code == 302
    assert again(case).claimed_by == reviewer
    assert press(reviewer, case, "settle", ANSWER).status_code == 302
    closed = again(case)
    assert (closed.status, closed.answer) == ("settled", ANSWER)
    assert steps_of(case) == ["reported", "claimed", "settled"]


def test_it_is_given_back_and_taken_over_with_a_reason(reviewer, administrator, case):
    press(reviewer, case, "claim")
    assert press(administrator, case, "settle", ANSWER).status_code == 409
    assert press(administrator, case, "take_over", "").status_code == 422
    assert press(administrator, case, "take_over", "原处理人休假。").status_code == 302
    assert again(case).claimed_by == administrator
    assert press(reviewer, case, "release", "不归我办理。").status_code == 409
    assert press(administrator, case, "release", "须由审核人员到场。").status_code == 302
    assert (again(case).status, again(case).claimed_by) == ("open", None)
    assert steps_of(case) == ["reported", "claimed", "taken_over", "released"]


def test_unfounded_needs_an_explanation_too(reviewer, case):
    press(reviewer, case, "claim")
    refused = press(reviewer, case, "dismiss", "否")
    assert refused.status_code == 422
    assert "至少 5 个字" in text_of(refused)
    assert press(reviewer, case, "dismiss", "现场核对一致，不属实。").status_code == 302
    late = press(reviewer, case, "settle", ANSWER)
    assert late.status_code == 409
    assert ANSWER in text_of(late)
    assert reviewer.masked_name in text_of(late)


@pytest.mark.parametrize("step", ["settle", "dismiss", "release", "take_over"])
def test_nothing_is_done_before_it_is_taken_up(reviewer, case, step):
    assert press(reviewer, case, step, ANSWER).status_code == 409
    assert steps_of(case) == ["reported"]


def test_a_stale_page_changes_nothing(reviewer, case):
    assert press(reviewer, case, "claim", revision=99).status_code == 409
    assert press(reviewer, case, "claim", revision="x").status_code == 422
    assert press(reviewer, case, "nonsense").status_code == 422
    assert again(case).status == "open"


def test_who_reads_and_who_does_not(clerk, head, supervisor, make_user, administrator, case):
    for person in (head, supervisor, administrator):
        assert TEXT in text_of(client_of(person).get(of_case(case)))
        assert case.reference in text_of(client_of(person).get(LIST))
    for person in (head, supervisor):
        assert press(person, case, "claim").status_code == 403
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert client_of(elsewhere).get(of_case(case)).status_code == 404
    assert case.reference not in text_of(client_of(elsewhere).get(LIST))
    assert client_of(clerk).get(of_case(case)).status_code == 403
    assert Client().get(of_case(case)).status_code == 302
    assert again(case).status == "open"


def test_the_firm_never_learns_who_reported(clerk, device, case):
    picture = case.photos.get()
    assert client_of(clerk).get(f"{of_case(case)}photos/{picture.pk}/").status_code == 403
    assert TEXT not in text_of(client_of(clerk).get(f"/portal/devices/{device.pk}/"))


def test_the_contact_is_masked_until_somebody_asks_for_it(reviewer, head, case):
    for address in (LIST, of_case(case)):
        page = text_of(client_of(reviewer).get(address))
        assert "138****1234" in page
        assert "13800001234" not in page
    look, why = f"/console/personal/case/{case.pk}/", {"reason": "complaint"}
    assert client_of(head).post(look, why).status_code == 403
    assert "13800001234" in text_of(client_of(reviewer).post(look, why))
    seen = AccountEvent.objects.get(step="personal_seen")
    assert (seen.account_id, seen.subject_kind, seen.subject_id) == (reviewer.pk, "case", case.pk)


def test_pictures_are_shown_to_the_office(reviewer, case):
    picture = case.photos.get()
    answer = client_of(reviewer).get(f"{of_case(case)}photos/{picture.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    other = reported()[0]
    assert client_of(reviewer).get(f"{of_case(other)}photos/{picture.pk}/").status_code == 404


def test_the_list_narrows_and_is_exported(reviewer, device, case):
    unknown = reported(number="粤T-T99999", serial="NOBODY", kind="cloned")[0]
    office = client_of(reviewer)
    assert unknown.reference not in text_of(office.get(LIST, {"found": "known"}))
    assert case.reference not in text_of(office.get(LIST, {"kind": "cloned"}))
    assert case.reference in text_of(office.get(LIST, {"q": "t00001", "state": "open", "claim": "free"}))
    press(reviewer, case, "claim")
    assert unknown.reference not in text_of(office.get(LIST, {"claim": "mine"}))
    exported = office.post(f"{LIST}export/", {"state": "open"})
    assert exported.status_code == 200
    assert case.reference in text_of(office.get(f"/console/intake/{device.pk}/review/"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_up_one_has_it(reviewer, second_reviewer):
    case = reported()[0]
    form = {"step": "claim", "revision": case.revision}
    outcome = together(
        posting(client_of(reviewer), of_case(case), form),
        posting(client_of(second_reviewer), of_case(case), form),
    )
    assert outcome == [302, 409]
    assert steps_of(case) == ["reported", "claimed"]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_case():
    from cases.reporting import new_form_key

    key = new_form_key()
    press_it = lambda: send(form_key=key).status_code  # noqa: E731
    assert together(press_it, press_it) == [200, 200]
    assert Case.objects.count() == 1
