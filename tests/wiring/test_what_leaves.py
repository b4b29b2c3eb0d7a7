"""Errors and traces leave where a setting says whereto, and take nothing along that anybody typed."""

from __future__ import annotations

import gzip
import importlib.util
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.wiring.test_production import ROOT, WHOLE, started
from zhongshan_crane.monitoring import errors, traces

TYPED = "13912345678"
SECRET = "secret-token-of-a-link"
COOKIE = "session-of-somebody"
# There are no tables: the pages end by an error of the database, with what was typed in reach.
VISIT = f"""
import django; django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["*"]
browser = Client(raise_request_exception=False, headers={{"x-request-id": "browser-0007", "user-agent": "{TYPED}"}})
browser.cookies["sessionid"] = "{COOKIE}"
for address in ("/accounts/login/?from={TYPED}", "/u/{SECRET}/?name={TYPED}"):
    print(browser.post(address, {{"username": "{TYPED}", "password": "{TYPED}"}}).status_code)
"""


@pytest.fixture
def collector():
    """A place that takes whatever is sent; gives its address and the bytes."""
    taken: list[tuple[str, bytes]] = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            taken.append((self.path, gzip.decompress(body) if packed else body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", taken
    server.shutdown()


def visit(tmp_path: Path, **surroundings: str) -> None:
    """Two visits that end by an error, in a process of its own."""
    given = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        **surroundings,
    }
    given |= {"DJANGO_SETTINGS_MODULE": "zhongshan_crane.settings", "no_proxy": "127.0.0.1"}
    run = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert [line for line in run.stdout.splitlines() if line in {"500", "503"}] == ["503", "503"]


def assert_nothing_typed(sent: bytes) -> None:
    for word in (TYPED, SECRET, COOKIE):
        assert word.encode() not in sent


@pytest.mark.skipif(not errors.is_installed(), reason="pip install -r requirements-observability.txt")
def test_an_error_arrives_with_its_place_and_id_alone(collector, tmp_path):
    address, taken = collector
    visit(tmp_path, SENTRY_DSN=f"http://public@{address}/1")
    sent = b"".join(body for _, body in taken)
    assert b"OperationalError" in sent
    assert b"browser-0007" in sent
    assert b'"filename":"accounts/' in sent.replace(b'": "', b'":"')
    assert_nothing_typed(sent)


@pytest.mark.skipif(not traces.is_installed(), reason="pip install -r requirements-observability.txt")
def test_a_trace_arrives_with_names_and_times_alone(collector, tmp_path):
    address, taken = collector
    visit(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{address}")
    assert {path for path, _ in taken} == {"/v1/traces"}
    sent = b"".join(body for _, body in taken)
    assert b"u/<str:token>/" in sent
    assert b"zhongshan-crane" in sent
    assert_nothing_typed(sent)


def test_what_may_leave_is_a_list_so_that_new_fields_stay_here():
    event = {
        "event_id": "1",
        "level": "error",
        "message": TYPED,
        "logentry": {"message": TYPED},
        "user": {"username": TYPED},
        "request": {
            "url": f"https://crane/phone/{SECRET}/",
            "cookies": COOKIE,
            "data": TYPED,
            "query_string": TYPED,
        },
        "extra": {"celery-job": {"args": [TYPED]}},
        "contexts": {"anything": TYPED},
        "breadcrumbs": {"values": [{"message": TYPED}]},
        "transaction": f"/phone/{SECRET}/",
        "transaction_info": {"source": "url"},
        "exception": {
            "values": [
                {
                    "type": "IntegrityError",
                    "value": f"Key (phone)=({TYPED}) already exists",
                    "stacktrace": {"frames": [{"filename": "a.py", "lineno": 7, "vars": {"phone": TYPED}}]},
                }
            ]
        },
        "something_of_the_next_release": TYPED,
    }
    sent = errors.scrubbed(event)
    assert_nothing_typed(repr(sent).encode())
    [thrown] = sent["exception"]["values"]
    assert (thrown["type"], thrown["stacktrace"]["frames"]) == (
        "IntegrityError",
        [{"filename": "a.py", "lineno": 7}],
    )
    named = errors.scrubbed({"transaction": "/phone/{token}/", "transaction_info": {"source": "route"}})
    assert named["transaction"] == "/phone/{token}/"


def test_attributes_of_a_trace_are_a_list_too():
    given = {
        "http.url": SECRET,
        "http.target": SECRET,
        "http.user_agent": TYPED,
        "net.peer.ip": TYPED,
        "http.route": "a/",
    }
    assert traces.kept(given) == {"http.route": "a/"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_a_setting_without_its_package_is_found_with_what_to_install(name, settings, monkeypatch):
    from django.core.checks import run_checks

    found = importlib.util.find_spec
    missing = ("sentry_sdk", "opentelemetry")
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda one, *more: None if one.startswith(missing) else found(one, *more)
    )

    def told() -> list[str]:
        checks = run_checks(include_deployment_checks=True, databases=[])
        return [f"{check.msg}{check.hint}" for check in checks if check.id == "zhongshan_crane.E006"]

    assert told() == []
    setattr(settings, name, "http://public@127.0.0.1:1/1")
    errors.begin()
    traces.begin()
    [words] = told()
    assert name in words
    assert "pip install -r requirements-observability.txt" in words


def test_with_neither_setting_the_portal_is_as_it_was(tmp_path):
    run = started(
        tmp_path,
        "shell",
        "-c",
        "import sys; print('sentry_sdk' in sys.modules, 'opentelemetry' in sys.modules)",
        **WHOLE,
    )
    assert run.stdout.split()[-2:] == ["False", "False"], run.stderr
