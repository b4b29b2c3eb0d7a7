"""三员: what each duty may, and that none is left without an active holder."""

from __future__ import annotations

import threading

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.urls import reverse

from accounts.duties import last_holder_problems
from accounts.models import User
from accounts.policies import Action, holders, may
from accounts.roles import Duty, Role
from audit.models import AccountEvent, HistoryEntry
from ground.glossary import Step
from renewals.services.claiming import claim
from tests import cases
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
COLUMNS = {"system": "duty_system", "security": "duty_security", "audit": "duty_audit"}


@pytest.fixture
def of_duty(make_user):
    """Make an administrator with these duties alone: `of_duty("system", "audit")`."""

    def make(*duties: str) -> User:
        held = {COLUMNS[duty]: True for duty in duties}
        return make_user("-".join(duties), Role.ADMINISTRATOR, **held)

    return make


def change(person: User) -> str:
    return reverse("console:accounts_user_change", args=[person.pk])


def as_it_stands(person: User, **typed: str) -> dict[str, str]:
    """What the account's form posts; an empty value is an unticked box."""
    given = {"username": person.username, "role": person.role, "full_name": person.full_name}
    given |= {column: "on" for column in COLUMNS.values() if getattr(person, column)}
    given |= {"is_active": "on" if person.is_active else "", "enterprise": str(person.enterprise_id or "")}
    return {name: value for name, value in (given | typed).items() if value}


def errors(answer) -> dict[str, str]:
    return {name: " ".join(said) for name, said in answer.context["adminform"].form.errors.items()}


@pytest.mark.parametrize(
    ("duty", "pages"),
    [
        ("system", {"imports": 200, "accounts_user_changelist": 403, "audit_trail": 403}),
        ("security", {"imports": 403, "accounts_user_changelist": 200, "audit_trail": 403}),
        ("audit", {"imports": 200, "accounts_user_changelist": 200, "audit_trail": 200}),
    ],
)
def test_each_duty_opens_its_own_pages(of_duty, signed_in, duty, pages) -> None:
    client = signed_in(of_duty(duty))
    found = {name: client.get(reverse(f"console:{name}")).status_code for name in pages}
    assert found == pages
    assert client.get("/console/").status_code == 200
    assert client.get(reverse("console:accounts_enterprise_changelist")).status_code == 200


def test_who_audits_reads_everything_and_changes_nothing(of_duty, signed_in, firm, clerk, reviewer) -> None:
    device = cases.registered(clerk, reviewer)
    auditor = of_duty("audit")
    client = signed_in(auditor)
    reads = {Action.USE_CONSOLE, Action.VIEW_REGISTER, Action.VIEW_REPORTS, Action.VIEW_UPLOADS}
    reads |= {Action.VIEW_ENTERPRISES, Action.DOWNLOAD_ARCHIVES, Action.READ_AUDIT, Action.SEE_QUARANTINE}
    reads |= {Action.ERASE_WORDS}  # of the record alone, by a court's order, told in the record itself
    assert {action for action in Action if may(auditor, action)} == reads
    for name, thing in (("accounts_user", clerk), ("accounts_enterprise", firm), ("devices_device", device)):
        address = reverse(f"console:{name}_change", args=[thing.pk])
        page = client.get(address)
        assert page.status_code == 200
        assert 'type="submit"' not in text_of(page).partition('id="main"')[2].partition("</main>")[0]
        assert client.post(address, {"username": "x", "name": "x"}).status_code == 403
    for name in ("account_sessions", "account_unlock", "account_link"):
        assert client.post(reverse(f"console:{name}", args=[clerk.pk])).status_code == 403
    assert client.get(reverse("console:task_history")).status_code == 200
    assert client.post(reverse("console:task_history_export")).status_code == 200


def test_an_administrator_made_without_a_word_holds_system_and_security(administrator, settings) -> None:
    assert administrator.duties == {Duty.SYSTEM, Duty.SECURITY}
    assert administrator.role_word == "系统管理员、安全管理员"
    settings.DUTIES_STRICTLY_SEPARATED = True
    assert User.objects.create_superuser("first", password="x").duties == {Duty.SECURITY}


def test_separation_is_strict_where_the_city_says_so(office, of_duty, settings) -> None:
    other = of_duty("system")
    both = as_it_stands(other, duty_audit="on")
    settings.DUTIES_STRICTLY_SEPARATED = True
    assert "三员分立已设为严格" in errors(office.post(change(other), both))["duty_audit"]
    settings.DUTIES_STRICTLY_SEPARATED = False
    assert office.post(change(other), both).status_code == 302
    assert cases.again(other).duties == {Duty.SYSTEM, Duty.AUDIT}


def test_the_deployment_check_names_who_holds_several_where_that_is_forbidden(of_duty, settings) -> None:
    of_duty("system", "audit")
    of_duty("security")

    def told() -> list[str]:
        found = run_checks(include_deployment_checks=True)
        return [str(check.hint) for check in found if check.id == "zhongshan_crane.W002"]

    assert told() == []
    settings.DUTIES_STRICTLY_SEPARATED = True
    assert ["system-audit" in hint and "security" not in hint for hint in told()] == [True]


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


def test_duties_belong_to_administrators_and_each_has_one_at_least(office, of_duty, reviewer) -> None:
    assert (
        "只有管理员"
        in errors(office.post(change(reviewer), as_it_stands(reviewer, duty_audit="on")))["duty_audit"]
    )
    other = of_duty("audit")
    assert (
        "至少要担任一项"
        in errors(office.post(change(other), as_it_stands(other, duty_audit="")))["duty_system"]
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"is_active": ""}, "is_active"), ({"role": "reviewer", "duty_audit": ""}, "role")],
)
def test_the_last_active_holder_stays_until_there_is_another(
    office, of_duty, make_user, typed, field
) -> None:
    last = of_duty("audit")
    answer = office.post(change(last), as_it_stands(last, **typed))
    assert "最后一位启用的审计管理员" in errors(answer)[field]
    assert cases.again(last).is_active
    make_user("closed", Role.ADMINISTRATOR, duty_audit=True, is_active=False)
    assert "最后一位" in errors(office.post(change(last), as_it_stands(last, **typed)))[field]
    make_user("second", Role.ADMINISTRATOR, duty_audit=True)
    assert office.post(change(last), as_it_stands(last, **typed)).status_code == 302
    assert not may(cases.again(last), Action.READ_AUDIT)


def test_a_duty_alone_is_not_taken_from_its_last_holder(office, of_duty) -> None:
    last = of_duty("system", "audit")
    answer = office.post(change(last), as_it_stands(last, duty_audit=""))
    assert "最后一位启用的审计管理员" in errors(answer)["duty_audit"]
    assert office.post(change(last), as_it_stands(last, duty_system="")).status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_take_each_others_duty(make_user) -> None:
    people = [make_user(name, Role.ADMINISTRATOR, duty_audit=True) for name in ("one", "two")]
    ready, refused = threading.Barrier(2), []

    def close(person: User) -> None:
        from django.db import transaction

        ready.wait(10)
        with transaction.atomic():
            if last_holder_problems(person_id=person.pk, after=[]):
                refused.append(person.pk)
            else:
                User.objects.filter(pk=person.pk).update(is_active=False)
        connection.close()

    threads = [threading.Thread(target=close, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert holders(Action.READ_AUDIT).count() == 1


@pytest.mark.parametrize("typed", [{"is_active": ""}, {"role": "head"}])
def test_a_reviewer_who_leaves_gives_claimed_cases_back(office, clerk, reviewer, typed) -> None:
    held = [cases.waiting(clerk, reviewer, number) for number in (1, 2)]
    for renewal in held:
        claim(renewal_id=renewal.pk, reviewer=reviewer)
    answer = office.post(change(reviewer), as_it_stands(reviewer, **typed), follow=True)
    assert "签收的 2 件已释放" in words_of(answer)
    assert {cases.again(renewal).claimed_by_id for renewal in held} == {None}
    assert HistoryEntry.objects.filter(step=Step.CLAIM_RELEASED).count() == 2
    event = AccountEvent.objects.of_account(reviewer.pk).first()
    assert event is not None
    assert event.detail["freed"] == 2


def test_a_changed_telephone_number_frees_nothing(office, clerk, reviewer) -> None:
    renewal = cases.waiting(clerk, reviewer, 1)
    claim(renewal_id=renewal.pk, reviewer=reviewer)
    office.post(change(reviewer), as_it_stands(reviewer, phone="13800138000"))
    assert cases.again(renewal).claimed_by == reviewer
