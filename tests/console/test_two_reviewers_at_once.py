"""Two reviewers who press at the same moment, each in a thread and connection of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from renewals.models import Decision
from tests import cases


@pytest.mark.django_db(transaction=True)
def test_one_decision_stands_and_the_other_is_answered(clerk, reviewer, second_reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    url = reverse("console:renewal_review", args=[case.reference])
    typed = cases.decision(case, "reject", opinion="请核对说明书后重新提交。")
    presses = [(signed_in(reviewer), cases.decision(case, "accept")), (signed_in(second_reviewer), typed)]
    together = Barrier(len(presses))

    def press(client, posted):
        together.wait()
        try:
            return client.post(url, posted).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        answers = sorted(pool.map(lambda pair: press(*pair), presses))
    assert answers == [302, 409]
    assert Decision.objects.count() == 1
