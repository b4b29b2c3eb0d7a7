"""What people type never stands in a log line: names, telephone numbers, words that were searched."""

from __future__ import annotations

import io
import logging

import pytest
from django.db import DataError, IntegrityError, transaction
from django.test import Client

from tests import cases
from zhongshan_crane.logs import json_formatter, without_values

pytestmark = pytest.mark.django_db
PHONE, NAME, MAIL = "13912345678", "欧阳示例甲", "ouyang@example.com"


@pytest.fixture
def lines():
    """Everything that is logged, as it would leave the process."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(json_formatter())
    logging.getLogger().addHandler(handler)
    yield kept.getvalue
    logging.getLogger().removeHandler(handler)


def test_logins_searches_and_refused_forms_leave_no_personal_data(lines, manager, reviewer, clerk, signed_in):
    cases.handed_in(clerk, contact_name=NAME, contact_phone=PHONE)
    nobody = Client(raise_request_exception=False)
    nobody.post("/accounts/login/", {"username": PHONE, "password": NAME})
    nobody.post("/accounts/forgotten/", {"username": NAME, "email": MAIL})
    nobody.get("/verify/", {"number": PHONE, "serial": NAME})
    nobody.post("/verify/report/", {"contact": PHONE, "text": NAME, "kind": "nothing"})
    nobody.get(f"/nowhere/{PHONE}/")
    firm, office = signed_in(manager), signed_in(reviewer)
    firm.get("/portal/devices/unapproved/", {"q": NAME})
    firm.post("/portal/people/invite/", {"username": "x", "full_name": NAME, "phone": PHONE, "email": MAIL})
    firm.post("/portal/devices/unapproved/add/", {"device.contact_phone": PHONE, "device.contact_name": NAME})
    office.get("/console/devices/device/", {"q": PHONE})
    office.get("/console/history/", {"q": NAME})
    said = lines()
    assert '"event": "request"' in said
    assert not [
        typed for typed in (PHONE, NAME, MAIL, NAME.encode("unicode_escape").decode()) if typed in said
    ]


def test_a_view_that_breaks_is_logged_without_what_was_typed(lines, monkeypatch, clerk, signed_in):
    def breaks(*_args, **_more):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("devices.views.unapproved_list", breaks)
    browser = signed_in(clerk)
    browser.raise_request_exception = False
    assert browser.get("/portal/devices/unapproved/", {"q": PHONE}).status_code == 500
    said = lines()
    assert "a fault of ours" in said
    assert PHONE not in said


@pytest.mark.postgres
def test_a_database_s_error_is_logged_without_the_row_s_values(lines, make_user):
    from accounts.models import User

    typed = ["doppelt", "a-name"]  # by variables, because a traceback repeats our own lines
    twice, where = typed[0], f"id = '{typed[1]}'::int"
    make_user(twice, "reviewer")
    log = logging.getLogger("anything")
    try:
        with transaction.atomic():
            User.objects.create(username=twice, role="reviewer")
    except IntegrityError as error:
        log.exception("it broke")
        log.warning("it broke: %r, %s", error, error)
    try:
        with transaction.atomic():
            User.objects.extra(where=[where]).first()
    except DataError:
        log.exception("it broke, too")
    said = lines()
    assert "UniqueViolation" in said
    assert "values left out" in said
    assert "InvalidTextRepresentation" in said
    assert not [value for value in typed if value in said]


def test_values_are_left_out_up_to_the_end_of_their_error_alone():
    caused = (
        'psycopg.errors.UniqueViolation: duplicate key value violates unique constraint "one"\n'
        "DETAIL:  Key (phone)=(139\n12345678) already exists.\n\n"
        "The above exception was the direct cause of the following exception:\n\nTraceback: File x"
    )
    said = without_values(caused)
    assert "12345678" not in said
    assert said.endswith("following exception:\n\nTraceback: File x")
    assert 'constraint "one" (values left out)' in said
    assert without_values("DETAIL of a sentence\nand more") == "DETAIL of a sentence\nand more"
