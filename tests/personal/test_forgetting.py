"""After its time a name is gone everywhere, and the histories keep their ids."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.tasks import forget_personal_data
from audit.models import AccountEvent, HistoryEntry
from cases.models import Case
from devices.models import Device
from inbox.models import Delivery, Message
from renewals.models import RenewalApplication
from tests import cases
from tests.inbox.cases import happen, round_of_sending
from tests.personal.dump import places_of
from tests.reported.ways import ANSWER, press, reported

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳示例", "13911112222"
LONG_AGO = timezone.now() - dt.timedelta(days=1200)


@pytest.fixture
def gone(make_user, firm):
    """Somebody whose account ended long ago."""
    person = make_user(
        "ou", "enterprise_staff", enterprise=firm, full_name=NAME, phone=PHONE, email="ou@example.com"
    )
    happen(firm)
    User.objects.filter(pk=person.pk).update(is_active=False, date_joined=LONG_AGO, last_login=LONG_AGO)
    return person


def sweep(capsys, *more: str) -> str:
    call_command("forget_personal_data", *more)
    return capsys.readouterr().out


def test_an_account_that_ended_long_ago_loses_its_owner_s_name(gone, capsys) -> None:
    assert "账号: 将匿名化 1 行" in sweep(capsys, "--dry-run")
    assert User.objects.get(pk=gone.pk).full_name == NAME
    assert "账号: 已匿名化 1 行" in sweep(capsys)
    left = User.objects.get(pk=gone.pk)
    assert (left.full_name, left.phone, left.email, left.username) == ("已匿名", "", "", f"gone-{gone.pk}")
    assert not left.has_usable_password()
    assert not Message.objects.filter(recipient=left).exists()
    assert places_of(NAME, PHONE, "ou@example.com") == []
    assert "账号: 已匿名化 0 行" in sweep(capsys)
    assert AccountEvent.objects.filter(step="person_forgotten", account_id=gone.pk).count() == 1


def test_who_is_active_or_left_lately_keeps_the_name(gone, clerk, capsys) -> None:
    User.objects.filter(pk=clerk.pk).update(date_joined=LONG_AGO, last_login=LONG_AGO)
    User.objects.filter(pk=gone.pk).update(last_login=timezone.now())
    assert "账号: 已匿名化 0 行" in sweep(capsys)


def test_a_step_on_the_account_lately_counts(gone, signed_in, administrator, capsys) -> None:
    signed_in(administrator).post(f"/console/accounts/user/{gone.pk}/change/", {})
    signed_in(administrator).post(f"/console/personal/person/{gone.pk}/", {"reason": "contact"})
    from audit.services import record_account_step
    from ground.glossary import AccountStep

    record_account_step(step=AccountStep.DISABLED, actor=administrator.actor, account_id=gone.pk)
    assert "账号: 已匿名化 0 行" in sweep(capsys)


def test_a_machine_s_history_still_knows_that_one_person_did_it(clerk, reviewer, capsys) -> None:
    device = cases.registered(clerk, reviewer)
    before = list(HistoryEntry.objects.filter(device_id=device.pk).values_list("actor_id", flat=True))
    User.objects.filter(pk=clerk.pk).update(is_active=False, date_joined=LONG_AGO, last_login=LONG_AGO)
    sweep(capsys)
    after = list(HistoryEntry.objects.filter(device_id=device.pk).values_list("actor_id", flat=True))
    assert before == after
    assert str(clerk.pk) in after


def test_contacts_of_what_has_ended_go_and_of_what_goes_on_stay(clerk, reviewer, firm, capsys) -> None:
    ended, kept = (cases.registered(clerk, reviewer, n, contact_phone=PHONE) for n in (1, 2))
    Device.objects.filter(pk=ended.pk).update(certificate_status="revoked", updated_at=LONG_AGO)
    done = cases.start(kept, clerk, 2, common={"contact_phone": PHONE})
    RenewalApplication.objects.filter(pk=done.pk).update(voided_at=LONG_AGO)
    Enterprise.objects.filter(pk=firm.pk).update(contact_phone=PHONE)
    sweep(capsys)
    assert Device.objects.get(pk=ended.pk).contact_phone == ""
    assert Device.objects.get(pk=kept.pk).contact_phone == PHONE
    assert RenewalApplication.objects.get(pk=done.pk).contact_phone == ""
    assert Enterprise.objects.get(pk=firm.pk).contact_phone == PHONE


def test_a_firm_that_has_ended_loses_its_contact(firm, capsys) -> None:
    Enterprise.objects.filter(pk=firm.pk).update(contact_phone=PHONE, is_active=False, created_at=LONG_AGO)
    assert "企业联系人: 已匿名化 1 行" in sweep(capsys)
    assert Enterprise.objects.get(pk=firm.pk).contact_phone == ""


def test_a_reporter_s_contact_goes_after_the_decision(clerk, reviewer, capsys) -> None:
    cases.registered(clerk, reviewer)
    case = reported(contact=PHONE)[0]
    press(reviewer, case, "claim")
    sweep(capsys)
    assert Case.objects.get().contact == PHONE
    press(reviewer, case, "settle", ANSWER)
    Case.objects.update(decided_at=timezone.now() - dt.timedelta(days=181))
    sweep(capsys)
    assert Case.objects.get().contact == ""


def test_the_text_of_what_was_sent_is_emptied_and_the_row_stays(firm, make_user, capsys) -> None:
    make_user("ou", "enterprise_staff", enterprise=firm, email="ou@example.com")
    happen(firm)
    Delivery.objects.update(due_at=LONG_AGO)
    round_of_sending()
    assert Delivery.objects.exclude(text="").exists()
    Delivery.objects.update(finished_at=LONG_AGO)
    forget_personal_data()
    assert Delivery.objects.exists()
    assert not Delivery.objects.exclude(text="").exists()


def test_the_console_s_own_log_forgets_the_name_too(gone, signed_in, administrator, capsys) -> None:
    about = {"content_type": ContentType.objects.get_for_model(User), "object_id": str(gone.pk)}
    LogEntry.objects.create(user=administrator, action_flag=2, object_repr=str(gone), **about)
    sweep(capsys)
    assert LogEntry.objects.get().object_repr == f"账号 {gone.pk}"
