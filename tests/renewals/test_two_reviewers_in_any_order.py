"""初审, 复核, 撤回 and a changed number of levels in any order: nobody's acceptance counts twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import HistoryEntry
from ground.errors import RuleBroken
from provincial_sync.models import Upload
from renewals.models import Decision, FirstAcceptance, RenewalApplication
from renewals.services.claiming import claim, release_claim
from renewals.services.deciding import accept, reject
from renewals.services.second_review import send_back
from renewals.services.submitting import request_withdrawal, submit_renewal, withdraw_renewal
from renewals.services.withdrawal_requests import agree_to_withdrawal, decline_withdrawal
from tests.cases import again, corrected, waiting

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"kind": "correction", "opinion": "请核对铭牌参数", "remarks": [], "grounds": []}
REASON = "请再核对一次铭牌"


class World:
    """One renewal, its firm's clerk, two reviewers, and how many have to accept."""

    def __init__(self, renewal: RenewalApplication, clerk: Any, first: Any, second: Any) -> None:
        self.renewal_id, self.clerk, self.people, self.levels = renewal.pk, clerk, (first, second), 2

    @property
    def renewal(self) -> RenewalApplication:
        return RenewalApplication.objects.select_related("first_acceptance__submission").get(
            pk=self.renewal_id
        )

    def by_office(self, service: Callable[..., Any], person: int, **given: Any) -> None:
        case = self.renewal
        service(renewal_id=case.pk, revision=case.revision, reviewer=self.people[person], **given)

    def by_firm(self, service: Callable[..., Any], **given: Any) -> None:
        case = self.renewal
        service(renewal_id=case.pk, revision=case.revision, user=self.clerk, **given)


STEPS: dict[str, Callable[[World, int], object]] = {
    "accept": lambda w, who: w.by_office(accept, who),
    "reject": lambda w, who: w.by_office(reject, who, **SAID),
    "send back": lambda w, who: w.by_office(send_back, who, reason=REASON),
    "agree": lambda w, who: w.by_office(agree_to_withdrawal, who),
    "decline": lambda w, who: w.by_office(decline_withdrawal, who, opinion=REASON),
    "claim": lambda w, who: claim(renewal_id=w.renewal_id, reviewer=w.people[who]),
    "release": lambda w, who: release_claim(renewal_id=w.renewal_id, reviewer=w.people[who]),
    "withdraw": lambda w, _who: w.by_firm(withdraw_renewal),
    "ask back": lambda w, _who: w.by_firm(request_withdrawal, reason="填错了，需要修改"),
    "submit": lambda w, _who: w.by_firm(submit_renewal, declared=True),
    "correct": lambda w, _who: corrected(w.renewal, w.clerk, capacity_at_max_radius="1190"),
    "levels": lambda w, who: setattr(w, "levels", who + 1),
}
ORDER = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 1)), min_size=4, max_size=20)


def take(world: World, name: str, who: int) -> None:
    """Take one step under the number of levels of the moment; what is refused leaves no trace."""
    before, decided = picture(), set(Decision.objects.values_list("pk", flat=True))
    with override_settings(REVIEW_LEVELS=world.levels):
        try:
            with transaction.atomic():
                STEPS[name](world, who)
                Upload.objects.all().delete()  # the layer above's, one for each acceptance
        except RuleBroken:
            assert picture() == before, f"{name} was refused and left a trace"
    for decision in Decision.objects.exclude(pk__in=decided):
        hold_decision(decision, world.levels)


def picture() -> list[Any]:
    rows = [list(model.objects.order_by("pk").values()) for model in (RenewalApplication, FirstAcceptance)]
    return [*rows, Decision.objects.count(), HistoryEntry.objects.count()]


def hold_decision(decision: Decision, levels: int) -> None:
    """An acceptance under two levels has another person's of the same round before it."""
    first = decision.first
    if levels == 2 and decision.outcome == "accepted":
        assert first
    if first:
        assert first.sent_back_at is None
        assert first.submission_id == decision.submission_id
        assert levels == 1 or first.accepted_by_id != decision.decided_by_id


def hold(world: World) -> None:
    case = world.renewal
    if first := case.first_acceptance:
        assert case.approval_status == "pending"
        assert first.submission.round == case.round
        assert first.sent_back_at is None
    assert FirstAcceptance.objects.filter(sent_back_at=None).count() <= case.round


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=ORDER)
def test_nobodys_acceptance_counts_twice(clerk, reviewer, second_reviewer, order) -> None:
    with transaction.atomic():
        world = World(waiting(clerk, reviewer), clerk, reviewer, second_reviewer)
        for name, who in order:
            take(world, name, who)
            hold(world)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_at_two_windows_accepts_once(clerk, reviewer, settings) -> None:
    settings.REVIEW_LEVELS = 2
    case = waiting(clerk, reviewer)
    accept(renewal_id=case.pk, revision=case.revision, reviewer=reviewer)
    for revision in (case.revision, again(case).revision):
        with pytest.raises(RuleBroken):
            accept(renewal_id=case.pk, revision=revision, reviewer=reviewer)
    assert FirstAcceptance.objects.count() == 1
    assert not Decision.objects.exists()
