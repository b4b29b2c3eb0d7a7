"""The portal is closed for work on it: a page that says so, no new work, and the way back."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings as ours
from django.core.management import CommandError, call_command

from zhongshan_crane import maintenance
from zhongshan_crane.celery import PausingTask, app

NOW = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)  # 09:00 in Zhongshan


@pytest.fixture(autouse=True)
def switch(settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "sub" / "maintenance.json"


@pytest.fixture
def no_database(monkeypatch):
    """Whoever asks the database fails."""
    from django.db import connection

    def away(*_):
        raise AssertionError("a closed portal asks the database for nothing")

    monkeypatch.setattr(connection, "cursor", away)


@time_machine.travel(NOW, tick=False)
def test_a_closed_portal_says_why_and_until_when_without_a_database(client, no_database):
    call_command("maintenance", "on", until="2026-06-01T12:30", message="系统升级。")
    answer = client.get("/portal/devices/")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(3 * 3600 + 1800))
    assert "系统正在维护" in page
    assert "系统升级。" in page
    assert "预计 2026年6月1日 12:30 恢复" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


@time_machine.travel(NOW, tick=False)
def test_an_end_that_has_passed_is_not_promised_any_more(client):
    maintenance.close(until=NOW - dt.timedelta(minutes=1))
    answer = client.get("/")
    assert "恢复时间尚未确定" in answer.content.decode()
    assert answer.headers["Retry-After"] == "600"


def test_what_is_posted_meanwhile_is_not_done_and_the_person_is_told(client):
    maintenance.close()
    answer = client.post("/accounts/login/", {"username": "clerk", "password": "x"})
    assert answer.status_code == 503
    assert "没有完成，请稍后回到原页面再次提交" in answer.content.decode()


def test_a_program_gets_a_problem(client):
    maintenance.close(message="系统升级。")
    answer = client.get("/portal/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert "系统升级。" in answer.json()["detail"]


def test_a_sentence_with_marks_of_a_page_is_shown_as_text(client):
    maintenance.close(message="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/").content.decode()


def test_the_way_back_stays_on_this_site(client):
    maintenance.close()
    assert 'href="//' not in client.get("//elsewhere.example/").content.decode()


@pytest.mark.django_db
def test_health_and_style_sheets_are_answered_all_the_same(client):
    maintenance.close()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/static/css/tokens.css").status_code == 200


@pytest.mark.django_db
def test_the_office_may_look_from_its_own_network(client, settings):
    import ipaddress

    settings.MAINTENANCE_ADMIT = [ipaddress.ip_network("192.0.2.0/24")]
    maintenance.close()
    assert client.get("/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/", REMOTE_ADDR="198.51.100.7").status_code == 503
    assert client.get("/", REMOTE_ADDR="").status_code == 503


@pytest.mark.django_db
def test_opened_again_it_serves(client):
    call_command("maintenance", "on")
    call_command("maintenance", "off")
    call_command("maintenance", "off")
    assert client.get("/").status_code == 200


def test_a_worker_begins_nothing_while_closed():
    done = []

    @app.task(name="tests.note_work")
    def note() -> None:
        done.append(1)

    try:
        maintenance.close()
        note.apply()
        assert done == []
        maintenance.open_again()
        note.apply()
        assert done == [1]
    finally:
        app.tasks.unregister("tests.note_work")


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"until": "soon", "since": 7}', "\x00\xff"])
def test_a_file_made_by_hand_closes_it_whatever_stands_in_it(client, settings, text):
    settings.MAINTENANCE_FILE.parent.mkdir()
    settings.MAINTENANCE_FILE.write_text(text)
    assert client.get("/").status_code == 503


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("until", ["tomorrow", "2026-13-01T00:00", "2026-06-01T08:00"])
def test_an_end_that_is_none_or_over_is_refused_and_nothing_is_closed(until):
    with pytest.raises(CommandError, match="--until"):
        call_command("maintenance", "on", until=until)
    assert maintenance.closure() is None


@time_machine.travel(NOW, tick=False)
def test_a_later_end_keeps_since_when_it_is_closed(capsys):
    maintenance.close()
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        call_command("maintenance", "on", until="2026-06-01T12:00+08:00", message="延长。")
    call_command("maintenance", "status")
    closure = maintenance.closure()
    assert (closure.since, closure.message) == (NOW, "延长。")
    assert "预计 2026-06-01 12:00 恢复" in capsys.readouterr().out


def test_every_task_of_ours_pauses():
    ours_apps = tuple(f"{name}." for name in ours.OUR_APPS)
    app.loader.import_default_modules()
    tasks = [task for name, task in app.tasks.items() if name.startswith(ours_apps)]
    assert len(tasks) > 10
    assert all(isinstance(task, PausingTask) for task in tasks)
