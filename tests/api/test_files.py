"""Files over the API: taken in whole, named by tokens, read by whoever sees what they belong to."""

from __future__ import annotations

import pytest

from api.scopes import Scope
from documents import limits
from documents.models import Attachment, Scan, StoredFile, SubjectKind
from ground.digests import sm3_hex
from tests.api.caller import BASE, Caller, caller, codes, fresh
from tests.cases import drafted, recorded
from tests.documents.fake_clamd import MARK, SIGNATURE, fake_clamd
from tests.documents.hostile_pdfs import book
from tests.documents.sample_files import jpeg, pdf, png

pytestmark = pytest.mark.django_db
LONG = "".join(chr(0x4E00 + 37 * place) for place in range(130)) + ".pdf"


def test_a_file_is_taken_in_named_by_its_token_added_and_read(manager):
    firm, data = caller(manager), pdf()
    sent = firm.upload(data, "旧证.pdf")
    assert sent.status_code == 201, sent.content.decode()
    told = sent.json()
    assert (told["name"], told["media_type"], told["size"], told["sm3"]) == (
        "旧证.pdf",
        "application/pdf",
        len(data),
        sm3_hex(data),
    )
    device = recorded(manager)
    path = f"intake/{device.pk}/"
    paper = {"attachments": [{"kind": "device_photo", "token": told["token"]}]}
    assert firm.patch(path, paper, If_Match="*").status_code == 200
    held = Attachment.objects.get(subject=SubjectKind.DEVICE, subject_id=device.pk, kind="device_photo")

    seen = firm.get(f"files/{held.pk}/").json()
    assert (seen["name"], seen["kind"], seen["sm3"]) == ("旧证.pdf", "device_photo", told["sm3"])
    assert seen["subject"] == {"code": "device", "label": "设备"}
    got = firm.get(seen["content"].removeprefix(BASE), Accept="application/pdf")
    assert (got.status_code, got.content, got.headers["Content-Type"]) == (200, data, "application/pdf")
    known = firm.get(seen["content"].removeprefix(BASE), If_None_Match=got.headers["ETag"])
    assert known.status_code == 304


def test_a_long_name_makes_a_token_that_can_be_used(manager):
    firm, device = caller(manager), recorded(manager)
    token = firm.upload(pdf(), LONG).json()["token"]
    paper = {"attachments": [{"kind": "device_photo", "token": token}]}
    assert firm.patch(f"intake/{device.pk}/", paper, If_Match="*").status_code == 200


def test_pictures_are_drawn_anew_and_small_ones_noted(manager):
    told = caller(manager).upload(png((300, 200)), "铭牌.png").json()
    assert told["media_type"] == "image/png"
    assert told["notes"]


def test_what_is_no_sound_file_is_refused_in_the_pages_words(manager, settings):
    firm = caller(manager)
    refused = firm.upload(b"GIF89a" + b"0" * 50, "图.gif")
    assert refused.status_code == 422
    assert {path for _code, path in codes(refused)} == {"file"}
    assert "GIF 图片" in refused.json()["detail"]
    assert firm.upload(b"", "空.pdf").status_code == 422
    assert codes(firm.upload(pdf(), part="paper")) == {("required", "file")}
    settings.ATTACH_LIMITS = {"file_bytes": 500}
    assert "500" not in firm.upload(jpeg()).json()["code"]
    assert firm.upload(jpeg()).status_code == 422
    assert firm.post("files/", {"file": "x"}).status_code == 415
    assert not StoredFile.objects.exists()


def test_an_infected_file_is_not_kept(manager, settings):
    with fake_clamd() as (address, _server):
        settings.FILE_SCANNER, settings.FILE_SCANNER_SECONDS = address, 1.0
        answer = caller(manager).upload(book(b"", b"", (9, b"(%s)" % MARK)))
    assert answer.status_code == 422
    assert SIGNATURE in answer.json()["detail"]
    assert not StoredFile.objects.exists()


def test_the_same_upload_sent_twice_has_one_answer_and_another_file_needs_another_token(manager):
    firm, token = caller(manager), fresh()
    first, second = (firm.upload(pdf(), once=token) for _ in range(2))
    assert (second.status_code, second.content) == (201, first.content)
    other = firm.upload(jpeg(), once=token)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_a_token_is_good_for_its_kind_of_paper_and_for_nobody_else(manager, make_user, other_firm):
    other = make_user("other_manager", "enterprise_manager", enterprise=other_firm)
    mine, device = caller(manager).upload(pdf()).json()["token"], recorded(other)
    path = f"intake/{device.pk}/"
    theirs = caller(other)
    stolen = theirs.patch(path, {"attachments": [{"kind": "device_photo", "token": mine}]}, If_Match="*")
    assert codes(stolen) == {("staged_invalid", "attachments[0]")}
    own = theirs.upload(pdf()).json()["token"]
    strange = theirs.patch(path, {"attachments": [{"kind": "no_such", "token": own}]}, If_Match="*")
    assert codes(strange) == {("unknown_kind", "attachments[0]")}


def test_files_are_read_by_who_sees_what_they_belong_to(manager, reviewer, make_user, other_firm):
    renewal = drafted(manager, reviewer)
    paper = Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk)[0]
    other = make_user("other_manager", "enterprise_manager", enterprise=other_firm)
    assert caller(other).get(f"files/{paper.pk}/").status_code == 404
    assert caller(other).get(f"files/{paper.pk}/content/").status_code == 404
    assert caller(manager, Scope.RENEWALS_READ).get(f"files/{paper.pk}/content/").status_code == 200
    for scopes in ((Scope.MATTERS_READ,), (Scope.MESSAGES_READ,)):
        refused = caller(manager, *scopes).get(f"files/{paper.pk}/content/")
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert caller(manager, Scope.RENEWALS_READ).upload(pdf()).status_code == 403
    assert Caller("zsk_nothing").upload(pdf()).status_code == 401


def test_a_file_that_waits_for_the_scanner_is_not_served(manager, reviewer):
    renewal = drafted(manager, reviewer)
    paper = Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk)[0]
    StoredFile.objects.filter(pk=paper.file_id).update(scan=Scan.WAITING)
    answer = caller(manager).get(f"files/{paper.pk}/content/")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_unscanned")
    assert caller(manager).get(f"files/{paper.pk}/").json()["scan"]["code"] == "waiting"


def test_the_limit_of_one_file_is_that_of_the_pages(manager, settings):
    settings.ATTACH_LIMITS = {"file_bytes": len(pdf()) - 1}
    answer = caller(manager).upload(pdf())
    assert (answer.status_code, codes(answer)) == (422, {("file_too_large", "file")})
    assert limits.current().file_bytes == len(pdf()) - 1


def test_so_many_files_are_taken_in_a_minute(manager, settings, early_in_a_minute):
    settings.API_FILES_PER_MINUTE = 1
    firm = caller(manager)
    assert firm.upload(pdf()).status_code == 201
    beyond = firm.upload(pdf())
    assert (beyond.status_code, beyond.json()["code"]) == (429, "too_often")
    assert int(beyond.headers["Retry-After"]) in range(1, 61)
    assert firm.get("devices/").status_code == 200
    early_in_a_minute.shift(int(beyond.headers["Retry-After"]))
    assert firm.upload(pdf()).status_code == 201
