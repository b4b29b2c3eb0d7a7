"""A firm with a few machines in every state, and the doors to its lists."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases import drafted, issued, recorded, registered, rejected, voided, waiting

TODAY = date(2026, 11, 23)


@pytest.fixture
def portal(signed_in, manager):
    """The firm's manager at the browser."""
    return signed_in(manager)


@pytest.fixture
def fleet(clerk, reviewer, manager):
    """One machine in each state; 1 待换发证件, 2 未提交备案, 3 待备案, 4 不接受备案, 5 已换证, 6 作废, 7 未提交."""
    return {
        1: registered(clerk, reviewer, 1, internal_number="1号机", manufacture_date="2008-05-01"),
        2: drafted(clerk, reviewer, 2),
        3: waiting(clerk, reviewer, 3),
        4: rejected(clerk, reviewer, 4),
        5: issued(clerk, reviewer, 5),
        6: voided(clerk, reviewer, manager, 6),
        7: recorded(clerk, 7, storage_town="442000118"),
    }
