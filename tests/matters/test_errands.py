"""须在省网办理: the list of what is done by hand at the province."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from ground.glossary import Step
from matters.models import ProvinceErrand
from tests import cases
from tests.doors import nothing_changes
from tests.matters.ways import DEREGISTRATION, again, client_of, decide, handed_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/console/matters/province/"
NOTE = "省网已改为注销，回执 2026-118。"


@pytest.fixture
def errand(clerk, reviewer):
    device = cases.registered(clerk, reviewer)
    decide(reviewer, handed_in(clerk, "deregistration", DEREGISTRATION, device))
    return ProvinceErrand.objects.get()


def close(person, errand, note: str = NOTE):
    return client_of(person).post(f"{LIST}{errand.pk}/close/", {"reason": note})


def test_it_is_closed_with_a_note_that_stays(reviewer, second_reviewer, errand):
    assert errand.task in text_of(client_of(reviewer).get(LIST))
    assert close(reviewer, errand).status_code == 302
    closed = again(errand)
    assert (closed.note, closed.closed_by) == (NOTE, reviewer)
    assert errand.task not in text_of(client_of(reviewer).get(LIST))
    assert NOTE in text_of(client_of(reviewer).get(LIST, {"state": "closed"}))
    assert HistoryEntry.objects.filter(step=Step.PROVINCE_ERRAND_CLOSED, opinion=NOTE).count() == 1
    with nothing_changes(errand):
        second = close(second_reviewer, errand)
    assert second.status_code == 409
    assert reviewer.masked_name in text_of(second)


@pytest.mark.parametrize("note", ["", "好", "长" * 301])
def test_it_is_not_closed_without_a_word(reviewer, errand, note):
    with nothing_changes(errand):
        assert close(reviewer, errand, note).status_code == 422


def test_who_may_see_and_who_may_close(clerk, supervisor, head, administrator, errand):
    assert client_of(head).get(LIST).status_code == 200
    assert client_of(supervisor).get(LIST).status_code == 403
    assert client_of(clerk).get(LIST).status_code == 403
    with nothing_changes(errand):
        assert close(head, errand).status_code == 403
        assert close(supervisor, errand).status_code == 404
        assert close(clerk, errand).status_code == 403
    assert close(administrator, errand).status_code == 302


def test_the_workbench_and_the_menu_count_it(reviewer, errand):
    assert "须在省网办理" in text_of(client_of(reviewer).get("/console/"))
