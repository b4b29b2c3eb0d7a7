"""How much a request may bring: much from whoever is logged in, little from anybody else, a file where a page takes one."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from documents import limits
from renewals.models import LinkSubject
from renewals.phone.links import make_link
from tests.pages import text_of

pytestmark = pytest.mark.django_db
MEGABYTE = limits.MEGABYTE


def announced(client: Client, address: str, size: int, **more: str) -> HttpResponse:
    """The answer to a request that says it is so long, whatever it brings."""
    return client.post(address, b"x", "text/plain", CONTENT_LENGTH=size, **more)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/display/",
        "/portal/enterprise/",
        "/portal/batches/",
        "/console/",
        "/files/uploads/",
        "/nowhere/",
    ],
)
def test_nobody_brings_much(client, address) -> None:
    answer = announced(client, address, 2 * MEGABYTE)
    assert (answer.status_code, "请登录后重新填写" in text_of(answer)) == (413, True)
    told = announced(client, address, 300 * MEGABYTE, HTTP_ACCEPT="application/json")
    assert told.status_code == 413
    assert "没有登录" in told.json()["detail"]
    assert announced(client, address, MEGABYTE).status_code != 413


def test_whoever_is_in_brings_a_zip_of_papers_and_no_more(signed_in, clerk) -> None:
    client = signed_in(clerk)
    assert announced(client, "/portal/enterprise/", 301 * MEGABYTE).status_code != 413
    refused = announced(client, "/portal/enterprise/", 301 * MEGABYTE + 1)
    assert (refused.status_code, "提交的内容超过 300 MB" in text_of(refused)) == (413, True)


def test_a_session_that_is_gone_brings_nothing_any_more(signed_in, clerk) -> None:
    client = signed_in(clerk)
    client.session.flush()
    assert announced(client, "/portal/enterprise/", 2 * MEGABYTE).status_code == 413


@pytest.mark.parametrize(
    ("address", "most"),
    [("/verify/report/", 16), ("/verify/file/", 21), ("/verify/", 1), ("/accounts/login/", 1)],
)
def test_public_pages_take_what_they_ask_for(client, address, most) -> None:
    assert announced(client, address, most * MEGABYTE).status_code != 413
    assert announced(client, address, 400 * MEGABYTE).status_code == 413


def test_a_phone_brings_files_by_a_living_link_alone(client, clerk, firm) -> None:
    _link, address = make_link(user=clerk, subject=LinkSubject.ENTERPRISE, subject_id=firm.pk)
    token = address.rstrip("/").rpartition("/")[2]
    assert announced(client, f"/u/{token}/", 30 * MEGABYTE).status_code != 413
    assert announced(client, f"/u/{token}/", 200 * MEGABYTE).status_code == 413
    assert announced(client, f"/u/{token[:-1]}/", 30 * MEGABYTE).status_code == 413
    assert announced(client, "/u/", 30 * MEGABYTE).status_code == 413
