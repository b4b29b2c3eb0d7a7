"""The provider, configured, and somebody of the firm who is known there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.identity import linking
from tests.identity.provider import CLIENT, SECRET, Provider

START, LINK = "/accounts/identity/", "/accounts/identity/link/"


@pytest.fixture
def provider(settings, firm) -> Iterator[Provider]:
    running = Provider()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        running.issuer,
        CLIENT,
        SECRET,
    )
    settings.OIDC_TIMEOUT_SECONDS = 1.0
    linking._client.cache_clear()
    running.person = {"sub": "gd-7001", "corp_name": firm.name, "uscc": firm.uscc, "level": "L2"}
    yield running
    running.stop()


def come(provider: Provider, client: Client, **changed: str):
    """There and back; the answer to the arrival."""
    return client.get(provider.log_in(client.get(START)["Location"], **changed))
