"""Renewals that hang on a machine not yet in the register."""

from __future__ import annotations

import pytest

from renewals.services.joint import submit_both
from tests.cases import recorded, start
from tests.renewals.hanging import seen


@pytest.fixture
def draft(clerk):
    """A renewal on a machine whose record is a draft."""
    return start(recorded(clerk), clerk)


@pytest.fixture
def both(draft, clerk):
    """The same, both handed in."""
    return submit_both(user=clerk, declared=True, **seen(draft))
