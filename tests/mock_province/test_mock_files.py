"""PUT /files/{sm3}."""

import os

from tests.mock_province.caller import sm3

MIB = 1024 * 1024


def test_a_file_is_stored_once(province):
    content = os.urandom(1000)
    first, second = province.put_file(content), province.put_file(content)
    assert (first.status, second.status) == (201, 200)
    assert first.data == second.data == {"sm3": sm3(content), "size": 1000}


def test_bytes_that_do_not_match_the_digest_are_refused(province):
    answer = province.put_file(b"these", sm3(b"those"))
    assert (answer.status, answer.code, answer.fields) == (400, 40001, ["body"])


def test_a_digest_that_is_none_is_refused(province):
    assert province.put_file(b"these", "F" * 64).fields == ["sm3"]


def test_an_empty_file_is_refused(province):
    assert province.put_file(b"").fields == ["body"]


def test_twenty_mebibytes_are_taken(province):
    assert province.put_file(b"x" * 20 * MIB).data["size"] == 20 * MIB


def test_more_than_twenty_mebibytes_answer_413(province):
    answer = province.put_file(b"x" * (20 * MIB + 1))
    assert (answer.status, answer.code, answer.fields) == (413, 40001, ["body"])
