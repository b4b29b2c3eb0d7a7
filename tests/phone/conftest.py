"""The firm at its desk, and a phone that knows a link and nobody's password."""

from __future__ import annotations

import re

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """The folder in which this test's bytes lie."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def phone():
    """A browser without an account."""
    return Client()


@pytest.fixture
def link(portal):
    """Make a QR code by the button of a page, and return the path that the phone opens."""

    def make(address: str, client: Client | None = None) -> str:
        page = (client or portal).post(address).content.decode()
        return re.search(r'id="phone-address" value="http://[^/"]+(/u/[^"]+)"', page)[1]

    return make
