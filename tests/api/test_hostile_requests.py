"""What no program should send, and what is answered while the system is closed: problems, never pages or failures."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from devices.models import Device
from tests.api.caller import BASE, Caller, caller, key_of
from tests.cases import recorded
from zhongshan_crane import maintenance

pytestmark = pytest.mark.django_db
DEEP = "[" * 100_000 + "]" * 100_000
BODIES = {
    "nothing sensible": "{",
    "no UTF-8": b'{"category": "\xff"}',
    "not a number": '{"category": NaN}',
    "infinite": '{"category": 1e999}',
    "a number of 5000 digits": '{"category": ' + "9" * 5000 + "}",
    "deep": '{"category": "tower_crane", "device": ' + DEEP + "}",
    "rather deep": '{"device": ' + '{"a": ' * 30 + "1" + "}" * 31,
    "a name twice": '{"category": "tower_crane", "category": "material_hoist"}',
    "a name twice inside": '{"category": "tower_crane", "device": {"model": "A", "model": "B"}}',
    "half a pair": '{"category": "tower_crane", "device": {"model": "\\ud800"}}',
    "half a pair as a name": '{"category": "tower_crane", "device": {"\\udfff": "A"}}',
    "a null character": '{"category": "tower_crane", "device": {"model": "A\\u0000"}}',
}


def send(firm: Caller, method: str, path: str, body: str | bytes = b"", **more: str):
    kind = more.pop("content_type", "application/json")
    headers = {"Authorization": f"Bearer {firm.secret}", **more}
    return firm.client.generic(method, path, body, content_type=kind, headers=headers)


def is_problem(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content.decode()[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert set(told) == {"type", "status", "code", "detail", "errors"}
    assert told["status"] == status
    return told


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("once", [{}, {"Idempotency-Key": "a-token-of-ours"}], ids=["plain", "once"])
def test_a_body_that_two_readers_could_read_differently_is_refused(manager, body, once):
    firm = caller(manager)
    is_problem(send(firm, "POST", f"{BASE}intake/", body, **once), 400)
    device = recorded(manager)
    is_problem(send(firm, "PATCH", f"{BASE}intake/{device.pk}/", body, **{"If-Match": "*"}), 400)
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    "body", ["[]", '"text"', "7", "null", "[[1]]", '{"device": 7}', '{"device": {"model": {}}}']
)
def test_a_body_of_another_shape_is_told_by_field(manager, body):
    is_problem(send(caller(manager), "POST", f"{BASE}intake/", body), 422)
    assert not Device.objects.exists()


def test_ordinary_text_and_numbers_are_taken(manager):
    device = {"model": "𠮷QTZ80", "internal_number": 7}
    sent = {"category": "tower_crane", "device": device, "parameters": {"total_power": 31.7}}
    made = send(caller(manager), "POST", f"{BASE}intake/", json.dumps(sent))
    assert made.status_code == 201, made.content.decode()
    assert made.json()["device"]["model"] == "𠮷QTZ80"
    assert made.headers["Location"] == f"{BASE}intake/{made.json()['id']}/"
    assert caller(manager).client.get(made.headers["Location"]).status_code == 401


def test_bodies_are_bounded_by_the_length_that_they_announce(manager):
    firm = caller(manager)
    long = json.dumps({"category": "tower_crane", "device": {"model": "x" * 1_100_000}})
    told = is_problem(send(firm, "POST", f"{BASE}intake/", long), 413)
    assert "1 MB" in told["detail"]
    is_problem(Client().post(f"{BASE}intake/", long, content_type="application/json"), 413)
    files = send(
        firm, "POST", f"{BASE}files/", b"x" * 1_100_000, content_type="multipart/form-data; boundary=x"
    )
    assert files.status_code != 413


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing/",
        "intake",
        "intake/x/",
        "intake/-1/",
        "intake/1/nothing/",
        "intake/%00/",
        "../v1/nothing",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_address_is_a_problem_and_no_redirect(manager, settings, debug, path, method):
    settings.DEBUG = debug
    is_problem(send(caller(manager), method, BASE + path), 404)


def test_what_no_query_holds_is_refused(manager):
    firm = caller(manager)
    is_problem(send(firm, "GET", f"{BASE}intake/?q=%00"), 400)
    is_problem(send(firm, "GET", f"{BASE}intake/?status="), 400)
    is_problem(send(firm, "GET", f"{BASE}intake/?cursor="), 400)
    is_problem(send(firm, "GET", f"{BASE}intake/?order="), 400)
    assert send(firm, "GET", f"{BASE}intake/?q=%ff%ed%a0%80").status_code == 200
    is_problem(send(firm, "GET", f"{BASE}intake/{10**30}/"), 404)
    is_problem(send(firm, "POST", f"{BASE}intake/", "{}", **{"Idempotency-Key": ""}), 400)
    is_problem(send(firm, "PATCH", f"{BASE}intake/1/", "{}", **{"If-Match": ""}), 400)


def test_methods_head_and_options_behave(manager):
    device, firm = recorded(manager), caller(manager)
    path = f"{BASE}intake/{device.pk}/"
    head, got = send(firm, "HEAD", path), send(firm, "GET", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    options = send(firm, "OPTIONS", path)
    assert options.status_code == 204
    assert set(options.headers["Allow"].split(", ")) == {"GET", "PATCH", "DELETE", "HEAD", "OPTIONS"}
    is_problem(Client().options(path), 401)
    refused = send(firm, "PUT", path, "{}")
    is_problem(refused, 405)
    assert "PATCH" in refused.headers["Allow"]
    is_problem(send(firm, "POST", f"{BASE}intake/", "<a/>", content_type="application/xml"), 415)
    is_problem(send(firm, "GET", path, Accept="text/html"), 406)


def test_closed_the_interface_says_when_to_come_again(manager, tmp_path, settings):
    settings.MAINTENANCE_FILE = tmp_path / "closed"
    settings.MAINTENANCE_FILE.touch()
    assert maintenance.closure() is not None
    answer = Client().get(
        f"{BASE}intake/", headers={"Authorization": f"Bearer {key_of(manager)[1]}", "Accept": "*/*"}
    )
    told = is_problem(answer, 503)
    assert told["code"] == "out_of_service"
    assert int(answer.headers["Retry-After"]) > 0


def test_a_failure_of_ours_is_a_problem_too(manager, settings, monkeypatch):
    from devices.api.views import Intake

    def broken(*_: object) -> None:
        raise ArithmeticError("of ours")

    monkeypatch.setattr(Intake, "_device", broken)
    client = Client(raise_request_exception=False)
    answer = client.get(f"{BASE}intake/1/", headers={"Authorization": f"Bearer {key_of(manager)[1]}"})
    told = is_problem(answer, 500)
    assert "of ours" not in answer.content.decode()
    assert "X-Request-ID" in told["detail"]
    assert answer.headers["X-Request-ID"]


def test_plain_http_is_refused_and_never_redirected(manager, settings):
    settings.SECURE_SSL_REDIRECT = True
    firm = caller(manager)
    refused = firm.get("intake/")
    assert (refused.status_code, refused.json()["code"]) == (403, "https_needed")
    assert firm.client.get("/portal/").status_code == 301
    secure = firm.client.get("/api/v1/intake/", headers=firm._headers({}), secure=True)
    assert secure.status_code == 200


def test_a_host_that_is_not_ours_is_a_problem(manager) -> None:
    answer = Caller(key_of(manager)[1]).get("devices/", Host="4;C")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unknown_host"
