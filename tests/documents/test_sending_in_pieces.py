"""A file that a page's script sends in pieces: gone on with, cancelled, bounded, forgotten."""

from __future__ import annotations

import os
import time

import pytest
import time_machine
from django.test import Client

from documents.incoming import forget_old_uploads
from documents.models import StagedUpload, StoredFile
from documents.services import read_bytes
from documents.staging import unsign_staged
from tests.documents.sample_files import jpeg, pdf

pytestmark = pytest.mark.django_db
BEGIN = "/files/uploads/"
JSON = {"accept": "application/json"}


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture(autouse=True)
def small_pieces(settings):
    settings.ATTACH_LIMITS = {"chunk_bytes": 300}


def begin(client, size: int, name: str = "旧证.pdf"):
    return client.post(BEGIN, {"name": name, "size": size}, headers=JSON)


def address(token: str, kind: str = "old_certificate") -> str:
    return f"{BEGIN}{token}/?kind={kind}"


def send(client, token: str, data: bytes, offset: int, kind: str = "old_certificate"):
    return client.post(
        address(token, kind),
        data,
        content_type="application/octet-stream",
        headers={**JSON, "upload-offset": str(offset)},
    )


def send_all(client, data: bytes, name: str = "旧证.pdf", kind: str = "old_certificate"):
    """The whole file, and the last answer."""
    token = begin(client, len(data), name).json()["token"]
    for offset in range(0, len(data), 300):
        answer = send(client, token, data[offset : offset + 300], offset, kind)
    return token, answer


def pieces(media) -> list[str]:
    return sorted(path.name for path in (media / "incoming").glob("*"))


def test_a_whole_file_gets_the_token_that_the_form_carries(portal, clerk, media) -> None:
    token, answer = send_all(portal, pdf())
    said = answer.json()
    staged = unsign_staged(said["staged"], clerk)
    assert (said["done"], staged.kind, staged.name, read_bytes(staged.file)) == (
        True,
        "old_certificate",
        "旧证.pdf",
        pdf(),
    )
    assert portal.get(said["url"]).content == pdf()
    assert pieces(media) == []
    assert token not in str(StagedUpload.objects.values())


def test_after_a_cut_line_it_goes_on_where_it_stopped(portal) -> None:
    data = pdf()
    token = begin(portal, len(data)).json()["token"]
    send(portal, token, data[:300], 0)
    again = portal.get(address(token), headers=JSON).json()
    assert (again["offset"], again["piece"]) == (300, 300)
    for offset in range(300, len(data), 300):
        answer = send(portal, token, data[offset : offset + 300], offset)
    assert answer.json()["done"]


def test_a_piece_that_comes_twice_changes_nothing_and_one_that_does_not_fit_is_told(portal) -> None:
    data = pdf(pages=20)
    token = begin(portal, len(data)).json()["token"]
    send(portal, token, data[:300], 0)
    assert send(portal, token, data[:300], 0).json()["offset"] == 300
    gap = send(portal, token, data[600:700], 600)
    assert (gap.status_code, gap.json()["code"]) == (409, "upload_offset")


def test_an_answer_that_was_lost_can_be_asked_for_again_and_under_another_kind(portal, clerk) -> None:
    token, first = send_all(portal, pdf())
    again = portal.get(address(token, "quality_certificate"), headers=JSON).json()
    assert unsign_staged(again["staged"], clerk).kind == "quality_certificate"
    assert unsign_staged(again["staged"], clerk).file == unsign_staged(first.json()["staged"], clerk).file
    assert StoredFile.objects.count() == 1


def test_what_is_no_paper_is_refused_with_the_way_out_and_forgotten(portal, media) -> None:
    token, answer = send_all(portal, b"GIF89a" + b"0" * 400, "铭牌.gif")
    assert answer.status_code == 422
    assert "另存为 JPG" in answer.json()["detail"]
    assert portal.get(address(token), headers=JSON).status_code == 409
    assert (StagedUpload.objects.count(), pieces(media)) == (0, [])


@pytest.mark.parametrize(
    ("size", "word"), [("0", "0 字节"), (str(21 * 1024**2), "21 MB"), ("-1", "重试"), ("x", "重试")]
)
def test_a_size_that_is_never_taken_is_refused_before_anything_is_sent(portal, size, word) -> None:
    answer = begin(portal, size)
    assert answer.status_code == 422
    assert word in answer.json()["detail"]
    assert StagedUpload.objects.count() == 0


def test_a_piece_that_is_too_large_empty_or_without_place_is_refused(portal) -> None:
    token = begin(portal, 1000).json()["token"]
    assert send(portal, token, b"x" * 301, 0).status_code == 422
    assert send(portal, token, b"", 0).status_code == 422
    assert send(portal, token, b"x", -1).status_code == 422
    assert send(portal, token, b"x" * 300, 900).status_code == 409
    assert StagedUpload.objects.get().received == 0


def test_more_bytes_than_announced_are_refused(portal) -> None:
    token = begin(portal, 100).json()["token"]
    assert send(portal, token, b"x" * 200, 0).json()["code"] == "upload_offset"


def test_a_cancelled_file_leaves_nothing(portal, media) -> None:
    token = begin(portal, 1000).json()["token"]
    send(portal, token, b"x" * 300, 0)
    assert portal.delete(address(token)).status_code == 204
    assert portal.delete(address(token)).status_code == 204
    assert (StagedUpload.objects.count(), pieces(media)) == (0, [])


def test_a_file_on_its_way_is_of_no_use_to_anybody_else(
    portal, manager, stranger, reviewer, signed_in
) -> None:
    token = begin(portal, 1000).json()["token"]
    for person in (manager, stranger):
        assert send(signed_in(person), token, b"x", 0).json()["code"] == "upload_gone"
        signed_in(person).delete(address(token))
    assert begin(signed_in(reviewer), 1000).status_code == 403
    assert StagedUpload.objects.get().received == 0


def test_a_lost_login_is_told_to_the_script_in_words(portal) -> None:
    token = begin(portal, 1000).json()["token"]
    answer = send(Client(), token, b"x", 0)
    assert (answer.status_code, "重新登录" in answer.json()["detail"]) == (401, True)


def test_only_so_many_are_on_their_way_at_once(portal, settings) -> None:
    settings.ATTACH_LIMITS = {"unfinished_files": 2}
    assert [begin(portal, 10).status_code for _ in range(3)] == [200, 200, 422]
    settings.ATTACH_LIMITS = {"unfinished_bytes": 1000}
    assert begin(portal, 990).status_code == 422
    assert StagedUpload.objects.count() == 2


def test_what_was_begun_more_than_a_day_ago_is_forgotten(portal, media) -> None:
    with time_machine.travel("2026-03-02T08:00:00+08:00", tick=False) as clock:
        token = begin(portal, 1000).json()["token"]
        send(portal, token, b"x" * 300, 0)
        send_all(portal, pdf())
        clock.shift(23 * 3600)
        assert forget_old_uploads() == 0
        clock.shift(2 * 3600)
        assert forget_old_uploads() == 2
    assert pieces(media) == []
    assert StoredFile.objects.count() == 1  # a form may still carry its token; the sweep of files decides


def test_pieces_that_no_row_names_are_forgotten_too(portal, media) -> None:
    begin_token = begin(portal, 1000).json()["token"]
    send(portal, begin_token, b"x" * 300, 0)
    stray = media / "incoming" / ("0" * 64)
    stray.write_bytes(b"x")
    young = media / "incoming" / ("1" * 64)
    young.write_bytes(b"x")
    long_ago = time.time() - 2 * 86400
    os.utime(stray, (long_ago, long_ago))
    assert forget_old_uploads() == 1
    assert (stray.exists(), young.exists(), len(pieces(media))) == (False, True, 2)


def test_a_small_picture_is_taken_with_its_warning(portal) -> None:
    _token, answer = send_all(portal, jpeg((640, 480), quality=5), "铭牌.jpg")
    assert "640" in answer.json()["notes"][0]
