"""企业资料 and 企业公共附件 over the API."""

from __future__ import annotations

import pytest

from api.scopes import Scope
from documents.models import Attachment, SubjectKind
from tests.api.caller import caller, codes
from tests.cases import drafted
from tests.documents.sample_files import pdf

pytestmark = pytest.mark.django_db


def test_a_key_reads_its_own_firm(manager, firm):
    told = caller(manager, Scope.DEVICES_READ).get("enterprise/").json()
    assert (told["id"], told["name"], told["uscc"], told["is_local"]) == (firm.pk, firm.name, firm.uscc, True)
    assert told["town"] == {"code": "442000001", "label": "石岐街道"}
    assert caller(manager, Scope.MESSAGES_READ).get("enterprise/").status_code == 403


def test_standing_papers_are_added_used_and_taken_away(manager, reviewer, make_user, other_firm):
    calls, renewal = caller(manager), drafted(manager, reviewer)
    token = calls.upload(pdf(), "执照.pdf").json()["token"]
    added = calls.post("standing-papers/", {"kind": "business_license", "token": token})
    assert added.status_code == 201, added.content.decode()
    paper = added.json()
    assert added.headers["Location"] == f"/api/v1/files/{paper['id']}/"
    again = calls.post("standing-papers/", {"kind": "business_license", "token": token})
    assert again.json()["id"] == paper["id"]
    assert calls.get("standing-papers/").json() == {"items": [paper], "next": None}
    lent = calls.get(f"renewals/{renewal.reference}/").json()["attachments"]
    assert [item["id"] for item in lent if item["standing"]] == [paper["id"]]
    assert calls.get(f"files/{paper['id']}/content/").content == pdf()

    other = caller(make_user("other_manager", "enterprise_manager", enterprise=other_firm))
    assert other.get("standing-papers/").json()["items"] == []
    assert other.delete(f"standing-papers/{paper['id']}/").status_code == 404
    assert calls.delete(f"standing-papers/{paper['id']}/").status_code == 204
    assert calls.delete(f"standing-papers/{paper['id']}/").status_code == 404
    assert Attachment.objects.get(pk=paper["id"]).subject == SubjectKind.FORMER_OF_ENTERPRISE


def test_what_is_no_standing_paper_is_refused(manager):
    calls = caller(manager)
    token = calls.upload(pdf()).json()["token"]
    machine_s = calls.post("standing-papers/", {"kind": "nameplate_photo", "token": token})
    assert codes(machine_s) == {("unknown_kind", "kind")}
    assert codes(calls.post("standing-papers/", {"kind": "business_license", "token": "x"})) == {
        ("staged_invalid", "token")
    }
    assert not Attachment.objects.exists()
    reader = caller(manager, Scope.DEVICES_READ)
    assert reader.post("standing-papers/", {"kind": "business_license", "token": token}).status_code == 403
