"""催办: who can be urged, by whom, how often, and what the firm and the history then say."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import HistoryEntry
from inbox.models import Delivery, Message
from reports import urging
from reports.models import Urging
from reports.urging import urge
from tests import cases
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
PAGE = "/console/reports/urging/"
SEND = f"{PAGE}send/"


def rows_of(office, **chosen):
    rows = office.get(PAGE, chosen).context["rows"]
    return {row.firm.name: (row.backlog.not_begun, row.backlog.drafts) for row in rows}


def test_firms_that_are_behind_are_listed_with_what_is_open(
    clerk, reviewer, head, signed_in, firm, other_firm
):
    cases.registered(clerk, reviewer, 1)
    cases.drafted(clerk, reviewer, 2)
    cases.waiting(clerk, reviewer, 3)
    office = signed_in(head)
    assert rows_of(office) == {firm.name: (1, 1)}
    assert rows_of(office, q=firm.uscc) == {firm.name: (1, 1)}
    assert rows_of(office, q="无此企业") == {}


@pytest.mark.parametrize("few", [0, 1000])
def test_firms_of_many_machines_and_drafts_are_found_as_those_of_few(
    few, clerk, stranger, reviewer, head, signed_in, firm, other_firm, make_enterprise, monkeypatch
):
    monkeypatch.setattr(urging, "FEW", few)
    cases.registered(clerk, reviewer, 1)
    cases.drafted(stranger, reviewer, 2)
    make_enterprise(number=9)
    office = signed_in(head)
    assert rows_of(office) == {firm.name: (1, 0), other_firm.name: (0, 1)}
    other_firm.is_active = False
    other_firm.save()
    assert rows_of(office) == {firm.name: (1, 0)}


def test_one_urging_tells_the_firm_and_is_traced(clerk, reviewer, signed_in, firm):
    cases.registered(clerk, reviewer, 1)
    office = signed_in(reviewer)
    confirm = office.post(f"{PAGE}confirm/", {"pk": firm.pk})
    assert "确认催办 1 家企业" in words_of(confirm)
    answer = office.post(SEND, {"pk": firm.pk}, follow=True)
    assert "已催办 1 家企业" in words_of(answer)
    message = Message.objects.get(recipient=clerk, event="urged")
    assert message.title == "换证催办：还有 1 台设备未办理换证"
    assert signed_in(clerk).get(message.link).status_code == 200
    entry = HistoryEntry.objects.get(step="firm_urged")
    assert (entry.enterprise_id, entry.actor_id) == (firm.pk, str(reviewer.pk))
    assert "催办" in words_of(signed_in(clerk).get("/portal/history/"))
    assert "近期已催办" in text_of(office.get(PAGE))


def test_who_has_a_mailbox_or_a_telephone_is_told_there(clerk, reviewer, signed_in, firm):
    clerk.email, clerk.phone = "clerk@example.org", "13800000000"
    clerk.save()
    cases.registered(clerk, reviewer, 1)
    urge(firms=[firm.pk], user=reviewer)
    sent = Delivery.objects.filter(recipient=clerk, event="urged").values_list("channel", flat=True)
    assert sorted(sent) == ["email", "sms"]


def test_a_firm_is_urged_once_within_the_days(clerk, reviewer, administrator, signed_in, firm, settings):
    cases.registered(clerk, reviewer, 1)
    signed_in(reviewer).post(SEND, {"pk": firm.pk})
    again = signed_in(administrator).post(SEND, {"pk": firm.pk})
    assert again.status_code == 409
    assert Urging.objects.count() == 1
    Urging.objects.update(sent_at=timezone.now() - dt.timedelta(days=settings.URGING_DAYS, seconds=1))
    assert signed_in(administrator).post(SEND, {"pk": firm.pk}).status_code == 302
    assert Urging.objects.count() == 2
    settings.URGING_MOST = 2
    assert signed_in(administrator).post(SEND, {"pk": firm.pk}).status_code == 302
    assert Urging.objects.count() == 3


def test_many_are_urged_and_the_others_left_out(
    clerk, stranger, reviewer, signed_in, firm, other_firm, make_enterprise
):
    cases.registered(clerk, reviewer, 1)
    cases.registered(stranger, reviewer, 2)
    nothing_open = make_enterprise(number=9)
    office = signed_in(reviewer)
    answer = office.post(SEND, {"pk": [firm.pk, other_firm.pk, nothing_open.pk]}, follow=True)
    assert "已催办 2 家企业" in words_of(answer)
    assert "另有 1 家" in words_of(answer)


def test_everything_that_the_filter_finds_can_be_confirmed(
    clerk, stranger, reviewer, signed_in, firm, other_firm
):
    cases.registered(clerk, reviewer, 1)
    cases.registered(stranger, reviewer, 2)
    office = signed_in(reviewer)
    assert "确认催办 2 家企业" in words_of(office.post(f"{PAGE}confirm/", {"all": "1"}))
    assert "确认催办 1 家企业" in words_of(office.post(f"{PAGE}confirm/", {"all": "1", "q": firm.name}))


def test_nothing_chosen_is_told(reviewer, signed_in):
    answer = signed_in(reviewer).post(SEND, {})
    assert answer.status_code == 422
    assert "请先勾选要催办的企业" in text_of(answer)
    assert signed_in(reviewer).post(SEND, {"pk": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["head", "supervisor", "clerk"])
def test_who_only_reads_cannot_urge(who, request, clerk, reviewer, signed_in, firm):
    cases.registered(clerk, reviewer, 1)
    office = signed_in(request.getfixturevalue(who))
    for path in ("confirm/", "send/"):
        assert office.post(f"{PAGE}{path}", {"pk": firm.pk}).status_code == 403
    assert not Urging.objects.exists()
    assert signed_in(reviewer).get(SEND).status_code == 405


def test_a_supervisor_sees_firms_with_machines_in_the_own_town(clerk, reviewer, make_user, signed_in, firm):
    cases.registered(clerk, reviewer, 1)
    here = make_user("here", "supervisor", town="442000001")
    there = make_user("there", "supervisor", town="442000002")
    assert rows_of(signed_in(here)) == {firm.name: (1, 0)}
    assert rows_of(signed_in(there)) == {}


def test_the_list_is_exported(clerk, reviewer, head, signed_in):
    cases.registered(clerk, reviewer, 1)
    answer = signed_in(head).post(f"{PAGE}firms/export/")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_urge_once(clerk, reviewer, second_reviewer, firm):
    cases.registered(clerk, reviewer, 1)
    gate = threading.Barrier(2)
    told = []

    def press(person):
        gate.wait(timeout=30)
        try:
            urge(firms=[firm.pk], user=person)
        except Exception as refusal:
            told.append(getattr(refusal, "code", repr(refusal)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in (reviewer, second_reviewer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert told == ["none_left"]
    assert Urging.objects.count() == 1
