"""What every answer carries: policy, request id, no frame."""

from __future__ import annotations

import json
import logging

import pytest

pytestmark = [pytest.mark.urls("tests.wiring.addresses"), pytest.mark.django_db]


def test_a_page_allows_nothing_from_elsewhere_and_no_frame(client):
    headers = client.get("/context/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_preview_may_be_framed_by_this_site_alone(client):
    headers = client.get("/preview/").headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_a_request_keeps_the_id_it_came_with(client):
    answer = client.get("/context/", headers={"x-request-id": "gateway-0001"})
    assert answer.headers["X-Request-ID"] == "gateway-0001"
    assert answer.content.decode().split()[0] == "gateway-0001"


@pytest.mark.parametrize("sent", ["", "short", "a\tb c d e f g", "x" * 65, "中文编号中文编号"])
def test_an_id_that_would_spoil_a_log_line_is_replaced(client, sent):
    got = client.get("/context/", headers={"x-request-id": sent}).headers["X-Request-ID"]
    assert got != sent
    assert len(got) == 32


def test_the_address_is_the_peers_unless_a_proxy_is_trusted(client, settings):
    forged = {"x-forwarded-for": "203.0.113.9, 198.51.100.2"}
    assert client.get("/context/", headers=forged).content.decode().split()[1] == "127.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert client.get("/context/", headers=forged).content.decode().split()[1] == "198.51.100.2"


def test_a_log_line_is_json_with_the_id_and_without_what_was_searched(client, settings):
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    formatter = logging.getLogger().handlers[0].formatter or _our_formatter()
    handler = Keeping()
    logging.getLogger().addHandler(handler)
    try:
        client.get("/context/?q=13800000001", headers={"x-request-id": "gateway-0002"})
    finally:
        logging.getLogger().removeHandler(handler)
    line = json.loads(next(line for line in lines if "gateway-0002" in line))
    assert (line["event"], line["status"], line["method"]) == ("request", 200, "GET")
    assert "13800000001" not in "".join(lines)


def _our_formatter() -> logging.Formatter:
    from zhongshan_crane.logs import json_formatter

    return json_formatter()
