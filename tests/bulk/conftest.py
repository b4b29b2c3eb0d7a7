"""Bulk data, seeded once for a module and taken back at its end."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction

SIZES = {"devices": 240, "enterprises": 40, "renewals": 230}


def seed(**changes) -> None:
    call_command("seed_bulk", **{**SIZES, "seed": 7, "force_bulk": True, "verbosity": 0, **changes})


@pytest.fixture(scope="module")
def bulk(django_db_setup, django_db_blocker):
    """A small register: more renewals than machines that can have one, so that some have several."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            seed()
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
