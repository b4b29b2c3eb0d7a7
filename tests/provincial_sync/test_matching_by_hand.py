"""待人工匹配: candidates side by side; an administrator decides with a reason, once, and it is traced."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import HistoryEntry
from ground.glossary import CertificateStatus
from provincial_sync.feed_rounds import feed_round
from provincial_sync.models import ChangeState, Choice, RegistrationChange
from tests.cases import again, registered, waiting
from tests.doors import nothing_changes
from tests.pages import words_of

pytestmark = pytest.mark.django_db
LIST = reverse("console:registration_changes")
REASON = "铭牌照片与省网一致，确认是同一台。"


@pytest.fixture
def device(clerk, reviewer):
    return registered(clerk, reviewer)


@pytest.fixture
def change(feed, device) -> RegistrationChange:
    """An item that agrees with the machine in number but not in serial."""
    feed.tell_of(device, serialNo="2018-0001A", manufacturer=None)
    feed_round(seconds=20)
    return RegistrationChange.objects.get()


def page(change: RegistrationChange) -> str:
    return reverse("console:registration_change", args=[change.pk])


def form(change: RegistrationChange, choice: str, **changes: object) -> dict[str, object]:
    return {"revision": change.revision, "choice": choice, "reason": REASON, **changes}


def test_the_page_shows_both_side_by_side(change, device, signed_in, administrator):
    words = words_of(signed_in(administrator).get(page(change)))
    assert "2018-0001A" in words
    assert f"{device.factory_number} 不同" in words
    assert f"{device.old_registration_number} 相同" in words


def test_taking_the_machine_gives_it_the_number_and_is_traced(change, device, signed_in, administrator):
    client = signed_in(administrator)
    answer = client.post(page(change), form(change, f"take-{device.pk}"), follow=True)
    assert "已处理：已更新" in words_of(answer)
    assert again(device).registration_number == change.registration_number
    assert again(device).certificate_status == CertificateStatus.HOME_RENEWAL
    assert HistoryEntry.objects.of_device(device.pk).first().opinion == REASON
    decision = again(change).decisions.get()
    assert (decision.choice, decision.device, decision.decided_by) == (Choice.TAKE, device, administrator)
    assert REASON in words_of(client.get(page(change)))


def test_none_of_ours_ends_it(change, device, signed_in, administrator):
    with nothing_changes(again(device)):
        signed_in(administrator).post(page(change), form(change, "none"))
    assert again(change).state == ChangeState.DISMISSED


def test_later_keeps_it_waiting_with_its_note(change, signed_in, administrator):
    client = signed_in(administrator)
    client.post(page(change), form(change, "later"))
    assert again(change).state == ChangeState.PENDING
    assert "已搁置" in words_of(client.get(LIST))
    client.post(page(change), form(again(change), "none"))
    assert again(change).state == ChangeState.DISMISSED


def test_the_second_person_is_told_who_was_first(change, signed_in, administrator, make_user, device):
    second = signed_in(make_user("admin2", "administrator"))
    signed_in(administrator).post(page(change), form(change, "none"))
    with nothing_changes(again(device), again(change)):
        answer = second.post(page(change), form(change, f"take-{device.pk}"))
    assert answer.status_code == 409
    assert administrator.masked_name in words_of(answer)


def test_a_page_older_than_the_item_changes_nothing(change, signed_in, administrator, device):
    client = signed_in(administrator)
    client.post(page(change), form(change, "later"))
    with nothing_changes(again(device), again(change)):
        assert client.post(page(change), form(change, f"take-{device.pk}")).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "好"}, "请写明理由"),
        ({"choice": ""}, "请选择"),
        ({"choice": "take-999999"}, "请选择是哪一台设备"),
        ({"choice": "take-x"}, "请选择是哪一台设备"),
        ({"reason": "长" * 501}, "最多 500 字"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    change, signed_in, administrator, device, changes, words
):
    typed = {**form(change, "none"), **changes}
    with nothing_changes(again(device), again(change)):
        answer = signed_in(administrator).post(page(change), typed)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert str(typed["reason"]) in answer.content.decode()


def test_an_item_that_could_not_be_read_cannot_be_taken(feed, device, signed_in, administrator):
    feed.tell_of(device, changedAt=None)
    feed_round(seconds=20)
    change = RegistrationChange.objects.get()
    answer = signed_in(administrator).post(page(change), form(change, f"take-{device.pk}"))
    assert answer.status_code == 422
    assert "内容不完整" in words_of(answer)


def test_taking_voids_an_open_renewal(feed, clerk, reviewer, signed_in, administrator):
    renewal = waiting(clerk, reviewer)
    feed.tell_of(renewal.device, model="另一型号", previousRegistrationNo=None)
    feed_round(seconds=20)
    change = RegistrationChange.objects.get()
    signed_in(administrator).post(page(change), form(change, f"take-{renewal.device_id}"))
    assert again(renewal).is_voided


def test_the_office_reads_and_only_the_administrator_decides(change, signed_in, reviewer, supervisor, clerk):
    client = signed_in(reviewer)
    assert change.registration_number in words_of(client.get(LIST))
    assert "确定" not in words_of(client.get(page(change)))
    with nothing_changes(again(change)):
        assert client.post(page(change), form(change, "none")).status_code == 403
    for other in (supervisor, clerk):
        assert signed_in(other).get(LIST).status_code == 403
        assert signed_in(other).get(page(change)).status_code == 403


def test_an_unknown_item_is_not_found(signed_in, administrator):
    assert signed_in(administrator).get(f"{LIST}987654/").status_code == 404


def test_the_list_is_searched_and_narrowed(feed, signed_in, administrator):
    feed.tell(serialNo="FIND-ME")
    feed.tell(serialNo="NOT-ME")
    feed_round(seconds=20)
    client = signed_in(administrator)
    assert "NOT-ME" not in words_of(client.get(LIST, {"q": "find-me"}))
    assert "FIND-ME" not in words_of(client.get(LIST, {"state": "applied"}))
    assert "FIND-ME" in words_of(client.get(LIST, {"state": "all"}))


def test_the_list_takes_the_same_queries_with_one_and_with_many(feed, signed_in, administrator):
    client = signed_in(administrator)
    feed.tell()
    feed_round(seconds=20)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(15):
        feed.tell()
    feed_round(seconds=20)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_the_workbench_counts_what_waits(change, signed_in, administrator):
    words = words_of(signed_in(administrator).get(reverse("console:index")))
    assert "待人工匹配 1" in words
