"""The demonstration of a city where two people have to accept."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from renewals.models import Decision

pytestmark = pytest.mark.django_db


def test_whatever_is_accepted_was_accepted_by_two(settings) -> None:
    settings.REVIEW_LEVELS = 2
    call_command("seed_demo", force_demo=True, verbosity=0)
    decisions = Decision.objects.filter(outcome="accepted").select_related("first")
    assert decisions.exists()
    for decision in decisions:
        assert decision.first is not None
        assert decision.first.accepted_by_id != decision.decided_by_id
        assert decision.first.at < decision.at
