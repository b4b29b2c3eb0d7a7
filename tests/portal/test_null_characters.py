"""U+0000 in an address, a query or a reason: an answer, never a failure of the database."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases import again, drafted
from tests.pages import of_renewal, step, text_of

pytestmark = pytest.mark.django_db
LISTS = [
    "/portal/devices/",
    "/portal/devices/unapproved/",
    "/portal/renewals/",
    "/portal/history/",
    "/portal/batches/",
    "/portal/certificates/",
    "/portal/messages/",
]


@pytest.mark.parametrize("address", [*LISTS, "/verify/"])
@pytest.mark.parametrize("name", ["q", "after", "before", "number", "a\x00b"])
def test_a_query_with_it_is_a_bad_one(signed_in, clerk, address, name) -> None:
    answer = signed_in(clerk).get(address, {name: "粤\x00T", "serial": "1"})
    assert answer.status_code == 400
    assert "浏览器发来的内容不完整或格式不对" in text_of(answer)


@pytest.mark.parametrize("address", ["/portal/renewals/a%00b/", "/%00", "/files/1/%00.pdf"])
def test_an_address_with_it_leads_nowhere(signed_in, clerk, address) -> None:
    assert signed_in(clerk).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_a_reason_with_it_is_kept_without_it(signed_in, manager, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    answer = signed_in(manager).post(of_renewal(renewal, "void/"), step(renewal, reason="转\x00让"))
    assert answer.status_code == 302
    assert again(renewal).void_reason == "转让"


def test_a_reason_of_nothing_else_is_none(signed_in, manager, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    answer = signed_in(manager).post(of_renewal(renewal, "void/"), step(renewal, reason="\x00"))
    assert answer.status_code == 422
