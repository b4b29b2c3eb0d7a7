"""Previews and downloads over HTTP: for whom, in which form, with which headers."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse

from documents import storage
from documents.models import Attachment, SubjectKind
from documents.services import attach, store_bytes
from documents.staging import sign_staged
from tests.documents.sample_files import jpeg, ofd, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(attachment):
    return reverse("documents:file", args=[attachment.pk, attachment.name])


def test_the_firm_sees_its_file_in_the_page(signed_in, clerk, address):
    answer = signed_in(clerk).get(address)
    assert answer.status_code == 200
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{quote('旧证.pdf')}"


def test_the_answer_may_be_framed_by_this_site_and_guessed_or_shared_by_nobody(signed_in, clerk, address):
    headers = signed_in(clerk).get(address).headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"


def test_with_download_it_is_saved_under_its_name(signed_in, clerk, address):
    answer = signed_in(clerk).get(address, {"download": "1"})
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('旧证.pdf')}"


@pytest.mark.parametrize(
    ("data", "media_type", "manner"),
    [(jpeg(), "image/jpeg", "inline"), (ofd(), "application/ofd", "attachment")],
)
def test_what_a_browser_cannot_show_is_saved(signed_in, clerk, firm, data, media_type, manner):
    file = store_bytes(data=data, media_type=media_type)
    place = {"subject": SubjectKind.ENTERPRISE, "subject_id": firm.pk, "enterprise": firm}
    given = attach(file=file, kind="other", name="资料", **place)
    answer = signed_in(clerk).get(reverse("documents:file", args=[given.pk, given.name]))
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith(manner)
    assert ("sandbox" in answer["Content-Security-Policy"]) == media_type.startswith("image/")


def test_a_browser_that_has_it_is_not_sent_it_again(signed_in, clerk, address, attachment):
    client = signed_in(clerk)
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert etag == f'"{attachment.file.sm3}"'
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "private, no-cache"


def test_the_office_sees_the_files_of_all(signed_in, reviewer, head, administrator, attachment, address):
    Attachment.objects.filter(pk=attachment.pk).update(subject=SubjectKind.ENTERPRISE)
    answers = [signed_in(person).get(address).status_code for person in (reviewer, head, administrator)]
    assert answers == [200, 200, 200]


def test_a_stranger_sees_not_found_and_no_more_than_for_an_unknown_file(signed_in, stranger, address):
    client = signed_in(stranger)
    unknown = reverse("documents:file", args=[99_999, "旧证.pdf"])
    assert client.get(address).status_code == client.get(unknown).status_code == 404


def test_a_stranger_who_knows_the_digest_is_not_told_that_it_is_there(
    signed_in, stranger, address, attachment
):
    etag = f'"{attachment.file.sm3}"'
    assert signed_in(stranger).get(address, headers={"if-none-match": etag}).status_code == 404


def test_without_login_it_leads_to_the_login_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


def test_nothing_can_be_written_there(signed_in, clerk, address):
    assert signed_in(clerk).post(address).status_code == 405


def test_damaged_bytes_are_answered_in_words_and_not_sent(signed_in, clerk, address, attachment):
    storage.path_of(attachment.file.sm3).write_bytes(b"something else")
    answer = signed_in(clerk).get(address)
    assert answer.status_code == 500
    assert "系统管理员" in answer.content.decode()


def test_a_staged_file_is_shown_to_whoever_added_it_and_to_nobody_else(signed_in, clerk, manager, stored):
    address = reverse("documents:staged", args=[sign_staged(stored, "旧证.pdf", "old_certificate", clerk)])
    answer = signed_in(clerk).get(address)
    assert (answer.status_code, answer.content) == (200, pdf())
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert signed_in(manager).get(address).status_code == 404


def test_a_made_up_token_is_not_found(signed_in, clerk):
    assert signed_in(clerk).get(reverse("documents:staged", args=["made:up:token"])).status_code == 404
