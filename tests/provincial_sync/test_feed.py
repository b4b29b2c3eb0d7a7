"""The province's registration changes reach the machines that they are about, once, and nothing is passed over."""

from __future__ import annotations

import httpx
import pytest
from django.db import OperationalError

from audit.models import HistoryEntry
from devices.models import Device, RegistrationNumber
from ground.glossary import CertificateStatus, Step
from inbox.models import Message
from provincial_sync import feed_rounds
from provincial_sync.feed_rounds import feed_round
from provincial_sync.models import (
    ChangeState,
    Discrepancy,
    FeedPosition,
    ProvinceState,
    RegistrationChange,
)
from tests.cases import again, registered
from tests.contract.surroundings import said

pytestmark = pytest.mark.django_db
NEW = "粤AB-T202600001"


def read() -> None:
    feed_round(seconds=20)


def only() -> RegistrationChange:
    return RegistrationChange.objects.select_related("device").get()


def test_a_clear_match_gets_its_number_and_both_numbers_are_found(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.tell_of(device)
    read()
    now = again(device)
    assert (now.registration_number, now.certificate_status) == (NEW, CertificateStatus.HOME_RENEWAL)
    assert only().state == ChangeState.APPLIED
    assert {row.number for row in now.numbers.all()} == {device.old_registration_number, NEW}
    assert now.numbers.get(until__isnull=True).number == NEW
    assert NEW.replace("-", "") in now.search_text
    step = HistoryEntry.objects.of_device(device.pk).first()
    assert (step.step, step.actor_unit) == (Step.RENEWED_ELSEWHERE, "省网")
    assert Message.objects.filter(recipient=clerk, title__contains=NEW).exists()


def test_its_old_values_are_in_the_new_units_from_then_on(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.tell_of(device)
    read()
    moment = again(device).parameters["rated_load_moment"]
    assert (moment["value"], moment["unit"], moment["raw"]) == ("800", "kN·m", "80")


def test_a_zhongshan_owners_machine_is_renewed(feed, clerk, reviewer, firm):
    device = registered(clerk, reviewer)
    feed.tell_of(device, owner={"name": firm.name, "uscc": firm.uscc, "regionCode": "442000"})
    read()
    assert again(device).certificate_status == CertificateStatus.RENEWED
    assert not Discrepancy.objects.exists()


def test_an_owner_that_differs_is_listed(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.tell_of(device)
    read()
    assert "广州示例机械有限公司" in Discrepancy.objects.open().get(device=device).text


def test_the_same_item_again_changes_nothing(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    item = feed.tell_of(device)
    feed.items.append(item)
    read()
    FeedPosition.objects.update(cursor="")
    assert feed_round(seconds=20)["repeated"] == 2
    assert HistoryEntry.objects.of_device(device.pk).filter(step=Step.RENEWED_ELSEWHERE).count() == 1


def test_reading_goes_on_from_the_cursor(feed):
    feed.page_size = 2
    for _ in range(5):
        feed.tell()
    read()
    assert RegistrationChange.objects.count() == 5
    assert FeedPosition.objects.get().cursor == "e1-5"
    feed.tell()
    assert feed_round(seconds=20)["to_match"] == 1


def test_a_round_reads_no_more_pages_than_it_may(feed, settings):
    settings.PROVINCE_FEED_PAGES = 2
    feed.page_size = 1
    for _ in range(5):
        feed.tell()
    read()
    assert RegistrationChange.objects.count() == 2
    read()
    assert RegistrationChange.objects.count() == 4


def test_cursor_and_effects_stand_or_fall_together(feed, clerk, reviewer, monkeypatch):
    device = registered(clerk, reviewer)
    feed.tell_of(device)
    feed.tell()
    real = feed_rounds.settle

    def dies_at_the_second(change):
        if change.sequence == 2:
            raise OperationalError("the database went away")
        real(change)

    monkeypatch.setattr(feed_rounds, "settle", dies_at_the_second)
    with pytest.raises(OperationalError):
        read()
    assert not RegistrationChange.objects.exists()
    assert again(device).new_registration_number == ""
    assert FeedPosition.objects.get().cursor == ""
    monkeypatch.setattr(feed_rounds, "settle", real)
    read()
    assert again(device).new_registration_number == NEW


def test_one_item_that_breaks_holds_up_no_other(feed, clerk, reviewer, monkeypatch):
    device = registered(clerk, reviewer)
    feed.tell()
    feed.tell_of(device)
    real = feed_rounds.settle

    def breaks_at_the_first(change):
        if change.sequence == 1:
            raise ValueError("a fault of ours")
        real(change)

    monkeypatch.setattr(feed_rounds, "settle", breaks_at_the_first)
    read()
    assert again(device).new_registration_number
    assert "处理这条变更时出错" in RegistrationChange.objects.get(sequence=1).problem


@pytest.mark.parametrize(
    "broken",
    [
        {"registrationNo": None},
        {"status": "SUSPENDED"},
        {"sequence": "seven"},
        {"changedAt": "yesterday"},
        {"serialNo": "9" * 65},
        {"registrationNo": "\ud800"},
    ],
)
def test_an_item_that_cannot_be_read_waits_for_a_person(feed, clerk, reviewer, broken):
    device = registered(clerk, reviewer)
    feed.tell_of(device, **broken)
    feed.tell_of(device)
    read()
    assert "无法识别" in RegistrationChange.objects.pending().get().problem
    assert again(device).new_registration_number == "粤AB-T202600002"


@pytest.mark.parametrize("page", [None, [], {"items": []}, {"items": "x", "cursor": "e1-1", "more": False}])
def test_a_page_that_is_none_changes_nothing_and_is_told(feed, page, monkeypatch):
    monkeypatch.setattr(feed, "handle_request", lambda request: said(0, page))
    assert feed_round(seconds=20)["problem"] == 1
    assert "格式" in FeedPosition.objects.get().problem


def test_a_feed_that_does_not_move_on_is_left_alone(feed, monkeypatch):
    page = {"items": [], "cursor": "", "more": True}
    asked = []
    monkeypatch.setattr(feed, "handle_request", lambda request: asked.append(1) or said(0, page))
    read()
    assert len(asked) == 1
    assert "没有前进" in FeedPosition.objects.get().problem


def test_maker_serial_and_model_are_a_clear_match(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.tell_of(device, previousRegistrationNo=None)
    read()
    assert again(device).new_registration_number == NEW


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"previousRegistrationNo": None, "model": "QTZ63"}, "规格型号不一致"),
        ({"previousRegistrationNo": None, "manufacturer": None}, "制造单位无法比对"),
        ({"serialNo": "2018-9999", "manufacturer": None}, "出厂编号或设备类别不一致"),
        ({"category": "MATERIAL_HOIST"}, "出厂编号或设备类别不一致"),
        ({"previousRegistrationNo": None, "serialNo": "NOBODY"}, "本网没有"),
    ],
)
def test_what_only_one_mark_points_to_waits_for_a_person(feed, clerk, reviewer, changes, words):
    device = registered(clerk, reviewer)
    feed.tell_of(device, **changes)
    read()
    assert words in only().problem
    assert again(device).new_registration_number == ""


def test_number_and_serial_of_two_machines_wait_for_a_person(feed, clerk, reviewer):
    first, second = registered(clerk, reviewer, 1), registered(clerk, reviewer, 2)
    feed.tell_of(first, serialNo=second.factory_number)
    read()
    assert "多台设备" in only().problem


def test_a_number_of_another_machine_is_not_taken(feed, clerk, reviewer):
    first, second = registered(clerk, reviewer, 1), registered(clerk, reviewer, 2)
    feed.tell_of(first)
    feed.tell_of(second, registrationNo=NEW)
    read()
    waits = RegistrationChange.objects.pending().get()
    assert waits.sequence == 2
    assert again(second).new_registration_number == ""


def test_of_one_machine_only_a_higher_sequence_counts(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.tell_of(device, sequence=9)
    feed.tell_of(device, sequence=4, registrationNo="粤AB-T202600777")
    read()
    assert again(device).new_registration_number == NEW
    assert RegistrationChange.objects.get(sequence=4).state == ChangeState.SUPERSEDED


def test_a_cursor_that_is_not_understood_begins_anew_without_a_second_effect(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.tell_of(device)
    read()
    feed.epoch = "e2"
    feed.tell_of(again(device), registrationNo="粤AB-T202600888")
    read()
    assert FeedPosition.objects.get().generation == 2
    assert again(device).new_registration_number == "粤AB-T202600888"
    assert RegistrationNumber.objects.filter(device=device).count() == 3


def test_while_nobody_may_call_the_feed_waits(feed, settings):
    ProvinceState.objects.create(pk=1, not_before="2999-01-01T00:00+08:00")
    read()
    assert feed.asked == []


def test_one_worker_reads_at_a_time(feed, monkeypatch):
    feed.tell()
    answer = feed.handle_request

    def meanwhile_another(request: httpx.Request) -> httpx.Response:
        monkeypatch.setattr(feed, "handle_request", answer)
        assert feed_round(seconds=20) == {}
        return answer(request)

    monkeypatch.setattr(feed, "handle_request", meanwhile_another)
    read()
    assert RegistrationChange.objects.count() == 1


def test_a_machine_that_was_never_registered_is_no_candidate(feed, clerk):
    from tests.cases import handed_in

    device = handed_in(clerk)
    feed.tell_of(device)
    read()
    assert only().state == ChangeState.PENDING
    assert Device.objects.get(pk=device.pk).new_registration_number == ""
