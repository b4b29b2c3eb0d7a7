"""Whatever comes back, the client says whether trying again can help, and raises nothing else."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import httpx
import pytest

from provincial_sync.messages import FailureKind, ProvinceFailure
from tests.contract.surroundings import answering, said

TEMPORARY, UNCERTAIN = FailureKind.TEMPORARY, FailureKind.UNCERTAIN
CONFIGURATION, PERMANENT = FailureKind.CONFIGURATION, FailureKind.PERMANENT
HTML = httpx.Response(200, html="<html>登录</html>")
RECEIPT = {"acceptanceNo": "A-1", "clientRef": "HZ-REF-0001", "status": "RECEIVED", "contentSm3": "0" * 64}


def failure_of_submit(*answers: object) -> ProvinceFailure:
    client, _, _ = answering(*answers)
    with pytest.raises(ProvinceFailure) as raised:
        client.submit(body=b"{}")
    return raised.value


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (HTML, UNCERTAIN),
        (httpx.Response(200, content=b'{"code": 0, "mess'), UNCERTAIN),
        (httpx.Response(200, json=[1, 2]), UNCERTAIN),
        (httpx.Response(200, json={"code": "0", "data": RECEIPT}), UNCERTAIN),
        (httpx.Response(200, json={"code": True, "data": RECEIPT}), UNCERTAIN),
        (httpx.Response(200, json={"code": 10**30}), UNCERTAIN),
        (httpx.Response(200, content=b"[" * 100_000), UNCERTAIN),
        (httpx.Response(500, html="<h1>502 Bad Gateway</h1>"), UNCERTAIN),
        (httpx.Response(302, headers={"Location": "/login"}), UNCERTAIN),
        (said(0, None), UNCERTAIN),
        (said(0, RECEIPT | {"acceptanceNo": ""}), UNCERTAIN),
        (said(0, RECEIPT, status=500), UNCERTAIN),
        (said(99999, status=200), UNCERTAIN),
        (httpx.ReadTimeout("slow"), UNCERTAIN),
        (httpx.RemoteProtocolError("peer closed"), UNCERTAIN),
        (httpx.ReadError("reset"), UNCERTAIN),
        (httpx.ConnectError("refused"), TEMPORARY),
        (httpx.ConnectTimeout("nobody"), TEMPORARY),
        (said(50001), TEMPORARY),
        (said(50301), TEMPORARY),
        (said(42901), TEMPORARY),
        (said(50001, status=200), TEMPORARY),
        (said(40101), CONFIGURATION),
        (httpx.Response(401, html="<h1>401</h1>"), CONFIGURATION),
        (said(40301), PERMANENT),
        (said(40901), PERMANENT),
        (said(40001, status=413), PERMANENT),
    ],
)
def test_each_answer_says_whether_trying_again_can_help(answer, kind):
    assert failure_of_submit(answer).kind == kind


def test_a_broken_answer_to_a_question_is_only_temporary():
    client, _, _ = answering(HTML)
    with pytest.raises(ProvinceFailure) as raised:
        client.statuses(["A-1"])
    assert raised.value.kind == TEMPORARY


def test_retry_after_in_seconds():
    assert failure_of_submit(said(50301, Retry_After="120")).retry_after == 120


def test_retry_after_as_a_date_is_read_against_the_answers_own_clock():
    theirs = dt.datetime(2031, 5, 1, 8, 0, tzinfo=dt.UTC)
    until = format_datetime(theirs + dt.timedelta(minutes=3), usegmt=True)
    failure = failure_of_submit(said(42901, Retry_After=until, Date=format_datetime(theirs, usegmt=True)))
    assert failure.retry_after == 180


@pytest.mark.parametrize("text", ["soon", "-5", "", "99999999999999999999"])
def test_a_retry_after_that_is_no_time_is_passed_over(text):
    assert failure_of_submit(said(50301, Retry_After=text)).retry_after is None


def test_retry_after_of_a_gateways_page_counts_too():
    page = httpx.Response(503, html="<h1>维护</h1>", headers={"Retry-After": "60"})
    assert failure_of_submit(page).retry_after == 60


def test_a_used_nonce_is_signed_anew_once():
    client, _, seen = answering(said(40103), said(0, RECEIPT))
    assert client.submit(body=b"{}").acceptance_number == "A-1"
    assert seen[0].headers["X-Nonce"] != seen[1].headers["X-Nonce"]


def test_a_nonce_that_is_refused_for_ever_ends():
    client, _, seen = answering(said(40103))
    with pytest.raises(ProvinceFailure) as raised:
        client.submit(body=b"{}")
    assert (raised.value.kind, len(seen)) == (CONFIGURATION, 2)


def test_a_clock_that_is_refused_for_ever_ends():
    client, notebook, seen = answering(said(40102, {"serverTime": 4_000_000_000}))
    with pytest.raises(ProvinceFailure) as raised:
        client.submit(body=b"{}")
    assert (raised.value.kind, len(seen)) == (CONFIGURATION, 2)
    assert notebook.offset > 0
    assert int(seen[1].headers["X-Timestamp"]) == pytest.approx(4_000_000_000, abs=5)


def test_unknown_fields_and_unknown_statuses_are_tolerated():
    item = {"acceptanceNo": "A-1", "clientRef": "R", "status": "SEALING", "revision": 3, "novelty": {"x": 1}}
    client, _, _ = answering(said(0, {"items": [item, "nonsense", {"revision": 1}], "unknown": [7, "A-2"]}))
    answer = client.statuses(["A-1", "A-2"])
    assert [(found.status, found.revision) for found in answer.items] == [("SEALING", 3)]
    assert answer.unknown == {"A-2"}


@pytest.mark.parametrize(
    "fault",
    [
        {"fileSize": 0},
        {"fileSm3": "abc"},
        {"issuedOn": "昨天"},
        {"mediaType": "text/html"},
        {"registrationNo": None},
        {"certificateNo": "x" * 65},
    ],
)
def test_a_certificate_that_lacks_something_is_none(fault):
    whole = {
        "certificateNo": "C-1",
        "registrationNo": "粤TA-T202600001",
        "issuedOn": "2026-11-01",
        "validUntil": None,
        "issuer": "示例机关",
        "fileSm3": "0" * 64,
        "fileSize": 9,
        "mediaType": "application/pdf",
    }
    item = {"acceptanceNo": "A-1", "clientRef": "R", "status": "ISSUED", "revision": 3}
    client, _, _ = answering(
        said(0, {"items": [item | {"certificate": whole}], "unknown": []}),
        said(0, {"items": [item | {"certificate": whole | fault}], "unknown": []}),
    )
    assert client.statuses(["A-1"]).items[0].certificate.registration_number == "粤TA-T202600001"
    assert client.statuses(["A-1"]).items[0].certificate is None


def test_words_of_the_province_never_break_a_database():
    body = b'{"code": 50001, "message": "a\\u0000b\\ud800c", "requestId": 7, "data": null}'
    client, notebook, _ = answering(httpx.Response(500, content=body))
    with pytest.raises(ProvinceFailure):
        client.submit(body=b"{}")
    assert (notebook.calls[0].message, notebook.calls[0].province_request_id) == ("abc", "")


def test_an_error_in_place_of_a_certificate_is_no_file():
    client, _, _ = answering(said(50001, status=200))
    with pytest.raises(ProvinceFailure) as raised:
        client.certificate_file(certificate_number="C-1")
    assert raised.value.kind == TEMPORARY


def test_every_call_is_observed_with_its_outcome():
    client, notebook, _ = answering(said(0, RECEIPT), httpx.ReadTimeout("slow"))
    client.submit(body=b"{}")
    with pytest.raises(ProvinceFailure):
        client.submit(body=b"{}")
    first, second = notebook.calls
    assert (first.operation, first.http_status, first.code, first.failure) == ("submitRenewal", 200, 0, None)
    assert (second.http_status, second.failure.code) == (None, "timeout")
