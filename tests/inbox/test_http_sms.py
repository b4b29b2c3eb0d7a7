"""The adapter of the platform of text messages, against a server of its own; numbers never reach a log."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from inbox.channels.failures import FailureKind, SendFailure
from inbox.channels.sms import NotedSms, sms_backend
from inbox.channels.sms_http import HttpSms
from inbox.words import DeliveryState
from tests.inbox.cases import happen, only, round_of_sending

PHONE = "13800000001"


class Server(ThreadingHTTPServer):
    """Notes requests and gives the answers it is told, 0 where it is told none."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str], bytes] | None] = []


class Handler(BaseHTTPRequestHandler):
    """One request; an answer of None closes the connection without a word."""

    def do_POST(self) -> None:
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.asked.append((dict(self.headers), body))
        answer = server.answers.pop(0) if server.answers else (200, {}, b'{"code": 0, "message": "ok"}')
        if answer is None:
            self.connection.close()
            return
        status, headers, content = answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings) -> Iterator[Server]:
    """The platform; the settings lead to it."""
    made = Server()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    settings.SMS_BACKEND = "inbox.channels.sms_http.HttpSms"
    settings.SMS_URL = f"http://127.0.0.1:{made.server_address[1]}/send"
    settings.SMS_APP_KEY, settings.SMS_APP_SECRET, settings.SMS_SIGNATURE = "key", "secret", "示例签名"
    settings.SMS_TIMEOUT_SECONDS = 5.0
    yield made
    made.shutdown()
    made.server_close()


def refusal() -> SendFailure:
    with pytest.raises(SendFailure) as refused:
        HttpSms().send(phone=PHONE, text="短信", mark="m1")
    return refused.value


def test_the_request_is_signed_and_carries_number_signature_text_and_mark(server) -> None:
    HttpSms().send(phone=PHONE, text="本批 2 台已接受备案。", mark="m1")
    ((headers, body),) = server.asked
    assert json.loads(body) == {
        "phone": PHONE,
        "signName": "示例签名",
        "content": "本批 2 台已接受备案。",
        "outId": "m1",
    }
    said = f"key\n{headers['X-Timestamp']}\n".encode() + body
    assert headers["X-Signature"] == hmac.new(b"secret", said, hashlib.sha256).hexdigest()
    assert headers["X-App-Key"] == "key"


@pytest.mark.parametrize(
    ("answer", "kind", "of_channel"),
    [
        ((200, {}, '{"code": 40002, "message": "号码 13800000001 在黑名单"}'), FailureKind.PERMANENT, False),
        ((200, {}, '{"code": 50001, "message": "稍后再试"}'), FailureKind.TEMPORARY, False),
        ((200, {}, '{"code": 40101, "message": "签名错误"}'), FailureKind.TEMPORARY, True),
        ((403, {}, "<html>"), FailureKind.TEMPORARY, True),
        ((200, {}, "<html>"), FailureKind.TEMPORARY, False),
        ((200, {}, "[]"), FailureKind.TEMPORARY, False),
        ((429, {"Retry-After": "120"}, ""), FailureKind.TEMPORARY, True),
        ((503, {}, ""), FailureKind.UNCERTAIN, True),
        (None, FailureKind.UNCERTAIN, True),
    ],
)
def test_what_the_platform_answers_says_whether_to_try_again(server, answer, kind, of_channel) -> None:
    server.answers = [(answer[0], answer[1], answer[2].encode()) if answer else None]
    refused = refusal()
    assert (refused.kind, refused.of_channel) == (kind, of_channel)
    assert PHONE not in refused.sentence


def test_how_long_it_asks_to_wait_is_respected(server) -> None:
    server.answers = [(429, {"Retry-After": "120"}, b"")]
    assert refusal().retry_after == 120


def test_a_platform_that_is_not_there_took_nothing(server, settings) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/send"
    assert refusal().kind == FailureKind.TEMPORARY


@pytest.mark.django_db
def test_the_whole_way_over_http_and_no_log_names_the_number(
    firm, person, server, later, caplog, capfd
) -> None:
    server.answers = [None]
    happen(firm)
    later(minutes=10)
    round_of_sending()
    assert "没有答复" in only().last_error
    later(minutes=1)
    round_of_sending()
    assert only().state == DeliveryState.SENT
    marks = {json.loads(body)["outId"] for _headers, body in server.asked}
    assert len(server.asked) == 2
    assert len(marks) == 1, "the platform can tell the repetition"
    written = caplog.text + "".join(capfd.readouterr())
    assert "138****0001" in written
    assert PHONE not in written


def test_the_stand_in_notes_a_masked_line(settings, caplog, capfd) -> None:
    settings.SMS_BACKEND = "inbox.channels.sms.NotedSms"
    backend = sms_backend()
    assert isinstance(backend, NotedSms)
    backend.send(phone=PHONE, text="短信", mark="m1")
    written = caplog.text + "".join(capfd.readouterr())
    assert "138****0001" in written
    assert PHONE not in written
