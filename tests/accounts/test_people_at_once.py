"""Two at the same moment: the firm keeps a manager, a link is used once, a name is taken once."""

from __future__ import annotations

import pytest

from accounts.credentials import LinkPurpose
from accounts.links import LinkDead, make_link, use_link
from accounts.models import User
from accounts.roles import Role
from accounts.services import PersonInput, disable_person, invite_person
from audit.models import AccountEvent
from ground.errors import RuleBroken
from ground.glossary import AccountStep
from tests.accounts.people import NEW
from tests.renewals.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_managers_who_disable_each_other_leave_one(make_user, firm) -> None:
    first, second = (make_user(name, Role.ENTERPRISE_MANAGER, enterprise=firm) for name in ("one", "two"))
    results = at_once(
        lambda: disable_person(manager=first, person_id=second.pk),
        lambda: disable_person(manager=second, person_id=first.pk),
    )
    assert sum(isinstance(result, RuleBroken) for result in results) == 1, results
    assert User.objects.filter(is_active=True, role=Role.ENTERPRISE_MANAGER).count() == 1


def test_a_link_clicked_by_several_at_once_sets_one_password(clerk) -> None:
    key = make_link(person=clerk, purpose=LinkPurpose.RESET).partition("key=")[2]
    results = at_once(*(lambda n=n: use_link(key=key, password=f"{NEW}-{n}") for n in range(4)))
    assert sum(isinstance(result, LinkDead) for result in results) == 3, results
    assert AccountEvent.objects.filter(step=AccountStep.PASSWORD_RESET).count() == 1


def test_one_name_is_given_to_one_of_two_firms(manager, make_user, other_firm) -> None:
    other = make_user("manager3", Role.ENTERPRISE_MANAGER, enterprise=other_firm)
    given = PersonInput(full_name="张示例", role=Role.ENTERPRISE_STAFF)
    results = at_once(
        *(lambda m=m: invite_person(manager=m, username="neuling", given=given) for m in (manager, other))
    )
    refused = [result for result in results if isinstance(result, RuleBroken)]
    assert [refusal.path for refusal in refused] == ["username"], results
