"""What the surroundings do to a request reads as such: the database is away, the disk is full."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client


@pytest.fixture
def person() -> Client:
    """A browser that gets the answer, not the exception."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_people_read_what_to_do(person, settings, monkeypatch, error, debug):
    def away(*_):
        raise error("server closed the connection unexpectedly")

    settings.DEBUG = debug
    monkeypatch.setattr(connection, "cursor", away)
    person.cookies["sessionid"] = "a" * 32
    answer = person.get("/portal/")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "系统暂时无法办理" in page
    assert "已保存的资料不受影响" in page
    assert 'href="/portal/">再试一次' in page
    assert "server closed" not in page


@pytest.mark.urls("tests.wiring.addresses")
@pytest.mark.parametrize("address", ["/full/", "/over-quota/"])
def test_a_full_disk_is_named(person, address):
    answer = person.get(address)
    assert answer.status_code == 503
    assert "系统存储空间不足" in answer.content.decode()
    assert "文件没有保存" in answer.content.decode()


@pytest.mark.urls("tests.wiring.addresses")
def test_any_other_failure_stays_a_500(person):
    answer = person.get("/not-readable/")
    assert answer.status_code == 500
    assert "系统处理时出现意外" in answer.content.decode()


@pytest.mark.urls("tests.wiring.addresses")
def test_a_program_reads_it_as_a_problem(person):
    answer = person.get("/away/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (503, "out_of_service")
