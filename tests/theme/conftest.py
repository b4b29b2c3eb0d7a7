"""Browsers of the people who look at the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def clerk_client(signed_in: Callable[[User], Client], clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def reviewer_client(signed_in: Callable[[User], Client], reviewer: User) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def administrator_client(signed_in: Callable[[User], Client], administrator: User) -> Client:
    return signed_in(administrator)
