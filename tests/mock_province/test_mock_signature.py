"""Who may call: the signature over path, query and body, the clock, the nonce."""

import time
import uuid

import httpx
import pytest

from tests.mock_province.caller import headers, sm3


def test_a_correctly_signed_request_is_heard(province):
    assert province.feed().code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "guessed"},
        {"key": "another-city"},
        {"signature": ""},
        {"signature": "f" * 64},
        {"nonce": ""},
    ],
)
def test_a_bad_signature_or_key_is_refused(province, wrong):
    answer = province.send("listRegistrations", "GET", "/registrations", **wrong)
    assert (answer.status, answer.code) == (401, 40101)


def test_a_request_without_signature_is_refused(province):
    answer = province.http.get(province.base + "/api/v1/registrations")
    assert (answer.status_code, answer.json()["code"]) == (401, 40101)


def test_a_body_other_than_the_signed_one_is_refused(province):
    target = f"/api/v1/files/{sm3(b'sent')}"
    answer = province.http.put(
        province.base + target, content=b"sent", headers=headers("PUT", target, b"signed")
    )
    assert answer.json()["code"] == 40101


@pytest.mark.parametrize("seconds", [-301, 310])  # a request ahead of the clock ages while it is under way
def test_a_clock_outside_the_window_is_told_the_server_time(province, seconds):
    answer = province.send(
        "listRegistrations", "GET", "/registrations", timestamp=str(int(time.time()) + seconds)
    )
    assert (answer.status, answer.code) == (401, 40102)
    assert abs(answer.data["serverTime"] - time.time()) < 5


def test_a_clock_just_inside_the_window_is_heard(province):
    assert (
        province.send(
            "listRegistrations", "GET", "/registrations", timestamp=str(int(time.time()) - 295)
        ).code
        == 0
    )


def test_a_timestamp_that_is_no_number_is_refused_as_clock_fault(province):
    assert province.send("listRegistrations", "GET", "/registrations", timestamp="noon").code == 40102


def test_a_nonce_serves_once(province):
    nonce = uuid.uuid4().hex
    first = province.send("listRegistrations", "GET", "/registrations", nonce=nonce)
    second = province.send("listRegistrations", "GET", "/registrations", nonce=nonce)
    assert (first.code, second.status, second.code) == (0, 401, 40103)


def test_a_nonce_of_a_badly_signed_request_is_not_used_up(province):
    nonce = uuid.uuid4().hex
    province.send("listRegistrations", "GET", "/registrations", nonce=nonce, secret="guessed")
    assert province.send("listRegistrations", "GET", "/registrations", nonce=nonce).code == 0


def test_a_path_in_chinese_is_signed_as_it_was_sent(province):
    assert province.find("%E7%B2%A4TA-T202600001").code == 40401


def test_a_path_with_reserved_characters_is_signed_as_it_was_sent(province):
    assert province.find("a:b@c+d%2Fe~f").code == 40401


@pytest.mark.parametrize("query", ["?limit=5&after=%E7%B2%A4", "?after=%E7%B2%A4&limit=5"])
def test_query_parameters_may_come_in_any_order(province, query):
    assert province.feed(query).fields == ["after"]


def test_a_space_in_the_query_may_be_written_as_plus(province):
    assert province.feed("?after=a+b%2Bc&zone=%7E").fields == ["after"]


def test_an_unknown_path_answers_40401_only_to_who_signed(province):
    target = "/api/v1/nothing"
    signed = province.http.get(province.base + target, headers=headers("GET", target))
    assert (signed.status_code, signed.json()["code"]) == (404, 40401)
    assert province.http.get(province.base + target).json()["code"] == 40101


def test_a_chunked_body_is_read_and_signed_like_any_other(province):
    content = b"sent in pieces"
    target = f"/api/v1/files/{sm3(content)}"
    pieces = iter([content[:5], content[5:]])
    answer = httpx.put(province.base + target, content=pieces, headers=headers("PUT", target, content))
    assert answer.json()["data"] == {"sm3": sm3(content), "size": len(content)}
