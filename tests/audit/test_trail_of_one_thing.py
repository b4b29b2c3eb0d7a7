"""操作记录 of one very thing: from the pages of machines, renewals, matters, firms and accounts, for 审计管理员 alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.acting import note
from audit.models import AccountEvent
from documents.models import Attachment
from ground.glossary import AboutKind, AccountStep
from tests.cases import accepted, registered
from tests.matters.ways import DEREGISTRATION, handed_in
from tests.pages import words_of

pytestmark = pytest.mark.django_db
TRAIL = "console:audit_trail"


@pytest.fixture
def auditor(make_user):
    return make_user("auditor", "administrator", duty_audit=True)


@pytest.fixture
def client(signed_in, auditor):
    return signed_in(auditor)


def of(client, kind: str, pk: int, **params):
    return client.get(reverse(TRAIL), {"thing": f"{kind}:{pk}", **params})


def verbs(answer) -> set[str]:
    return {line.verb for line in answer.context["lines"]}


def _pages(renewal, matter, person) -> dict[str, str]:
    """Where each thing is looked at, by how the record names it."""
    return {
        reverse("console:devices_device_change", args=[renewal.device_id]): f"device:{renewal.device_id}",
        reverse("console:intake_review", args=[renewal.device_id]): f"device:{renewal.device_id}",
        reverse("console:renewal_review", args=[renewal.reference]): f"renewal:{renewal.pk}",
        reverse("console:renewals_renewalapplication_change", args=[renewal.pk]): f"renewal:{renewal.pk}",
        reverse("console:matter_review", args=[matter.reference]): f"matter:{matter.pk}",
        reverse("console:accounts_user_change", args=[person.pk]): f"account:{person.pk}",
        reverse(
            "console:accounts_enterprise_change", args=[person.enterprise_id]
        ): f"enterprise:{person.enterprise_id}",
    }


def test_each_page_leads_whoever_reads_the_record_to_the_entries_of_that_very_thing(
    client, signed_in, clerk, reviewer, make_user
) -> None:
    renewal, machine = accepted(clerk, reviewer), registered(clerk, reviewer, 2)
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, machine)
    system = signed_in(make_user("system", "administrator", duty_system=True))
    security = signed_in(make_user("security", "administrator", duty_security=True))
    for page, thing in _pages(renewal, matter, clerk).items():
        link = f'href="{reverse(TRAIL)}?thing={thing}"'
        assert link in client.get(page).content.decode(), page
        for other in (system, security):
            answer = other.get(page)
            assert answer.status_code == 403 or link not in answer.content.decode(), page


def test_a_machine_s_record_tells_its_steps_and_who_took_its_files_and_no_other_machine_s(
    client, signed_in, clerk, reviewer
) -> None:
    renewal, other = accepted(clerk, reviewer), accepted(clerk, reviewer, 2)
    for one in (renewal, other):
        signed_in(reviewer).get(reverse("renewals:print_form", args=[one.reference]))
        signed_in(clerk).get(reverse("renewals:print_form", args=[one.reference]))
    paper = Attachment.objects.filter(subject="device", subject_id=renewal.device_id).earliest("pk")
    signed_in(reviewer).get(reverse("documents:file", args=[paper.pk, "x.png"]))
    answer = of(client, "device", renewal.device_id)
    assert {"提交备案", "接受备案", "提交入库", "查看文件"} <= verbs(answer)
    words = words_of(answer)
    assert renewal.reference in words
    assert other.reference not in words
    assert sum(line.verb == "查看文件" for line in answer.context["lines"]) == 2
    assert {line.who.partition("（")[0] for line in answer.context["lines"]} == {"clerk", "reviewer"}
    assert "提交入库" not in verbs(of(client, "renewal", renewal.pk))
    assert "接受备案" in verbs(of(client, "renewal", renewal.pk))


def test_a_person_s_record_tells_what_they_did_and_what_was_done_to_them(
    client, clerk, manager, reviewer, administrator
) -> None:
    accepted(clerk, reviewer)
    note(AccountStep.ACTING_STARTED, administrator, clerk.enterprise_id, reason="企业来电说打印不了")
    page = reverse("console:accounts_user_change", args=[clerk.pk])
    client.get(page)
    assert "提交备案" in verbs(of(client, "account", clerk.pk))
    assert "接受备案" not in verbs(of(client, "account", clerk.pk))
    assert verbs(of(client, "account", administrator.pk)) == {"开始代查看"}
    assert verbs(of(client, "account", manager.pk)) <= {"登录"}
    assert {"开始代查看", "提交备案"} <= verbs(of(client, "enterprise", clerk.enterprise_id))


def test_looking_at_one_thing_is_recorded_with_the_thing(client, auditor, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    of(client, "renewal", renewal.pk)
    looked = AccountEvent.objects.get(step=AccountStep.RECORD_READ)
    assert (looked.subject_kind, looked.subject_id) == (AboutKind.RENEWAL, renewal.pk)
    assert "查看操作记录" in verbs(of(client, "renewal", renewal.pk))


@pytest.mark.parametrize(
    "thing", ["device", "device:", "device:x", "device:-1", "what:1", "device:" + "9" * 30, "device:²"]
)
def test_what_names_no_thing_narrows_nothing_and_is_told(client, clerk, reviewer, thing) -> None:
    accepted(clerk, reviewer)
    answer = client.get(reverse(TRAIL), {"thing": thing})
    assert "接受备案" in verbs(answer)
    assert "对象无法识别" in words_of(answer)


def test_a_thing_that_is_gone_is_named_by_its_number(client) -> None:
    answer = of(client, "device", 987654)
    assert answer.status_code == 200
    assert "设备 987654" in words_of(answer)
    assert verbs(answer) == set()


def test_the_list_of_one_thing_is_narrowed_further_and_left(client, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    answer = of(client, "device", renewal.device_id, verb="history:renewal_accepted")
    assert verbs(answer) == {"接受备案"}
    assert answer.context["asked"].url_of_all == "?verb=history%3Arenewal_accepted"
    assert f'name="thing" value="device:{renewal.device_id}"' in answer.content.decode()
