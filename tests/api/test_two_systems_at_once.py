"""Two calls at the same moment, each on a connection of its own: one change, and one readable refusal."""

from __future__ import annotations

import pytest

from renewals.models import RenewalApplication, Submission
from tests.api.caller import caller, fresh
from tests.cases import drafted, registered
from tests.renewals.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_renewal_is_handed_in_once(manager, reviewer):
    renewal = drafted(manager, reviewer)
    callers = [caller(manager) for _ in range(3)]
    path = f"renewals/{renewal.reference}/submit/"
    answers = at_once(*(lambda firm=firm: firm.post(path, {"declared": True}) for firm in callers))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert Submission.objects.count() == 1


def test_one_request_sent_twice_at_once_makes_one_renewal(manager, reviewer):
    device, token = registered(manager, reviewer), fresh()
    firm = caller(manager)
    again = type(firm)(firm.secret)
    path = f"devices/{device.pk}/renewal/"
    answers = at_once(*(lambda each=each: each.post(path, {}, once=token) for each in (firm, again)))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert RenewalApplication.objects.count() == 1


def test_two_changes_of_one_revision_do_not_overwrite_each_other(manager, reviewer):
    renewal = drafted(manager, reviewer)
    callers = [caller(manager) for _ in range(2)]
    tag, path = f'"r{renewal.revision}"', f"renewals/{renewal.reference}/"
    answers = at_once(
        *(
            lambda firm=firm, number=number: firm.patch(
                path, {"device": {"internal_number": str(number)}}, If_Match=tag
            )
            for number, firm in enumerate(callers)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
