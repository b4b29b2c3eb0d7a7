"""The firm of the office's cases: complete data, so that its records pass the pre-check."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def firm(make_enterprise: Callable[..., object]) -> object:
    """An owner enterprise of 石岐街道."""
    return make_enterprise(number=1, town="442000001")
