"""证照查验 of a machine in every state, and of one whose certificate ran out, ended or was given to another firm."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from audit.actors import PROVINCE
from certificates.models import ElectronicCertificate
from certificates.renumbering import end_registration, note_cancelled_there, take_number_from_province
from devices.models import Device
from tests.cases import again, face, issued, registered, uploading
from tests.matters.ways import decide, handed_in, step, transfer_to
from tests.pages import text_of

pytestmark = pytest.mark.django_db
OLD, NEW = "粤T-T00001", "粤TF-T202600001"


def ask(number: str, serial: str = "2018-0001") -> str:
    return text_of(Client().get("/verify/", {"number": number, "serial": serial}))


def with_last_day(certificate: ElectronicCertificate, day: dt.date) -> None:
    ElectronicCertificate.objects.filter(pk=certificate.pk).update(valid_until=day)


def test_it_is_good_on_its_last_day_and_over_the_day_after(clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    today = timezone.localdate()
    with_last_day(certificate, today)
    assert "✓ 有效" in ask(NEW)
    with_last_day(certificate, today - dt.timedelta(days=1))
    page = ask(NEW)
    assert "✕ 有效期已过" in page
    assert "已过期" in page
    assert f"已换新证：{NEW}" in ask(OLD)


def test_what_the_province_cancelled_is_said_for_both_numbers(clerk, reviewer) -> None:
    device = issued(clerk, reviewer).device
    note_cancelled_there(device_id=device.pk, at=timezone.now(), actor=PROVINCE)
    assert all("✕ 省网已注销·核实中" in ask(number) for number in (OLD, NEW))
    end_registration(device_id=device.pk, actor=PROVINCE, reason="核实", on=timezone.localdate())
    assert all("✕ 已注销" in ask(number) for number in (OLD, NEW))


def test_an_owner_elsewhere_s_machine_before_and_after_its_exchange(clerk, reviewer) -> None:
    device = registered(clerk, reviewer)
    told = {"device_id": device.pk, "since": timezone.localdate(), "elsewhere": True, "actor": PROVINCE}
    take_number_from_province(number=OLD, **told)
    page = ask(OLD)
    assert "! 属地换证" in page
    take_number_from_province(number="粤AB-T202600009", **told)
    assert "已换新证：粤AB-T202600009" in ask(OLD)
    assert "✓ 有效·属地换证" in ask("粤AB-T202600009")


def test_a_machine_under_exchange_shows_no_certificate(clerk, reviewer) -> None:
    uploading(clerk, reviewer)
    page = ask(OLD)
    assert "! 换证办理中" in page
    assert "证照文件 SM3" not in page


def test_after_a_transfer_the_new_owner_stands_there(clerk, reviewer, firm, other_firm, make_user) -> None:
    receiver = make_user("receiver", "enterprise_manager", enterprise=other_firm)
    device = again(issued(clerk, reviewer).device)
    matter = handed_in(clerk, "transfer", transfer_to(other_firm), device)
    step(receiver, matter, "confirm", declared="yes")
    decide(reviewer, matter)
    assert again(device).certificate_status == "revoked"
    heir = Device.objects.get(previous=device)
    for number in (OLD, NEW):
        page = ask(number)
        assert other_firm.name in page
        assert firm.name not in page
        assert "! 旧证·待换发" in page
        assert "变更前的证照已失效" in page
        assert heir.factory_number in page


def test_the_certificate_s_mark_says_the_same_as_its_number(clerk, reviewer) -> None:
    issued(clerk, reviewer)
    mark = face().certificate_number
    assert "✓ 有效" in ask(mark)
    assert "未查到" in ask(mark, "2018-0002")
    ElectronicCertificate.objects.update(validity="cancelled", ended_on=timezone.localdate())
    assert "✕ 证照已注销" in ask(mark)


def test_a_machine_without_a_serial_is_not_found_by_an_empty_one(clerk, reviewer) -> None:
    registered(clerk, reviewer)
    assert "未查到" in ask(OLD, "--")
