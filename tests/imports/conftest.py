"""The administrator's browser."""

from __future__ import annotations

import pytest


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)
