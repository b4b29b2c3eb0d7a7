"""A registration that the province ended: told at once to everybody who checks, decided by the administrator."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import HistoryEntry
from devices.models import RegistrationNumber
from ground.errors import StepRefused
from ground.glossary import CertificateStatus, Step
from inbox.models import Message
from provincial_sync.feed_rounds import feed_round
from provincial_sync.models import ChangeState, RegistrationChange
from tests.cases import again, drafted, issued, registered, start
from tests.doors import nothing_changes
from tests.pages import of_device, renewal_form, words_of

pytestmark = pytest.mark.django_db
REASON = "已与省网电话核实，属实。"


def read() -> None:
    feed_round(seconds=20)


def verified(client, device) -> str:
    query = {"number": device.registration_number, "serial": device.factory_number}
    return words_of(client.get("/verify/", query))


def decide(client, change, choice: str, reason: str = REASON):
    form = {"revision": change.revision, "choice": choice, "reason": reason}
    return client.post(reverse("console:registration_change", args=[change.pk]), form, follow=True)


@pytest.fixture
def ended(feed, clerk, reviewer, administrator):
    """A renewed machine whose registration the province has ended."""
    device = again(issued(clerk, reviewer).device)
    feed.cancel(device)
    read()
    return device


def waits() -> RegistrationChange:
    return RegistrationChange.objects.pending().get()


def test_whoever_checks_reads_so_at_once(ended, client):
    assert "省网已注销·核实中" in verified(client, ended)
    assert again(ended).certificate_status == CertificateStatus.RENEWED


def test_firm_and_administrators_are_told(ended, clerk, administrator):
    assert Message.objects.filter(recipient=clerk, title__startswith="省网显示备案已注销").exists()
    told = Message.objects.get(recipient=administrator)
    assert told.link == waits().get_absolute_url()


def test_the_administrator_confirms(ended, client, signed_in, administrator):
    answer = decide(signed_in(administrator), waits(), f"take-{ended.pk}")
    assert answer.status_code == 200
    now = again(ended)
    assert (now.certificate_status, now.cancelled_there_at) == (CertificateStatus.REVOKED, None)
    assert not RegistrationNumber.objects.filter(device=ended, until__isnull=True).exists()
    step = HistoryEntry.objects.of_device(ended.pk).first()
    assert (step.step, step.opinion, step.actor_unit) == (
        Step.CANCELLATION_CONFIRMED,
        REASON,
        "系统管理员",
    )
    assert "已注销" in verified(client, ended)
    assert "核实中" not in verified(client, ended)


def test_the_administrator_finds_it_wrong(ended, client, signed_in, administrator):
    decide(signed_in(administrator), waits(), "none")
    assert again(ended).cancelled_there_at is None
    assert "有效" in verified(client, ended)
    assert RegistrationChange.objects.get().state == ChangeState.DISMISSED


def test_valid_again_ends_the_doubt(ended, feed, client):
    feed.tell_of(ended, registrationNo=ended.registration_number)
    read()
    assert "有效" in verified(client, ended)
    assert not RegistrationChange.objects.pending().exists()


def test_meanwhile_no_renewal_begins(feed, clerk, reviewer, signed_in):
    device = registered(clerk, reviewer)
    feed.cancel(device)
    read()
    address = of_device(device, "renewal/")
    with nothing_changes(again(device)):
        answer = signed_in(clerk).post(address, renewal_form(revision=again(device).revision))
    assert answer.status_code == 409
    assert "省网显示此设备的备案已注销" in words_of(answer)
    with pytest.raises(StepRefused):
        start(again(device), clerk)


def test_an_open_renewal_is_voided_and_the_machine_waits(feed, clerk, reviewer):
    renewal = drafted(clerk, reviewer)
    feed.cancel(renewal.device)
    read()
    assert again(renewal).is_voided
    device = again(renewal.device)
    assert device.certificate_status == CertificateStatus.AWAITING_RENEWAL
    assert device.cancelled_there_at is not None


def test_one_with_the_province_is_left_and_goes_to_the_administrator(
    feed, upload, signed_in, administrator, client
):
    device = upload.renewal.device
    feed.cancel(device)
    read()
    assert "正在省网办理" in waits().problem
    assert "核实中" in verified(client, device)
    with nothing_changes(again(upload.renewal), again(device)):
        answer = decide(signed_in(administrator), waits(), f"take-{device.pk}")
    assert answer.status_code == 409
    assert "上传任务办结" in words_of(answer)


def test_the_end_of_a_former_number_means_nothing(feed, clerk, reviewer):
    device = again(issued(clerk, reviewer).device)
    feed.cancel(device, registrationNo=device.old_registration_number)
    read()
    assert RegistrationChange.objects.get().state == ChangeState.NOTHING
    assert again(device).cancelled_there_at is None


def test_the_end_of_a_number_that_we_never_had_is_for_a_person(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.cancel(device, registrationNo="粤AB-T202600099")
    read()
    assert "与本网的" in waits().problem
    assert again(device).cancelled_there_at is None


def test_a_machine_renewed_elsewhere_is_valid_by_its_new_number(feed, clerk, reviewer, client):
    device = registered(clerk, reviewer)
    feed.tell_of(device)
    read()
    assert "有效·属地换证" in verified(client, again(device))
    assert "已换新证：粤AB-T202600001" in verified(client, device)
