"""我的个人信息: seeing, correcting, downloading, and asking for deletion."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import load_workbook

from accounts.models import DeletionRequest, User
from audit.models import AccountEvent
from tests.pages import text_of
from tests.personal.dump import places_of

pytestmark = pytest.mark.django_db
ME, DELETIONS = "/accounts/me/", "/console/deletion-requests/"
GIVEN = {"full_name": "欧阳示例", "phone": "13911112222", "email": "ou@example.com"}


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def steps(person) -> list[str]:
    return [event.step for event in AccountEvent.objects.of_account(person.pk)]


def test_everybody_sees_and_corrects_the_own_data(portal, clerk) -> None:
    assert clerk.full_name in text_of(portal.get(ME))
    assert portal.post(ME, GIVEN | {"role": "administrator"}).status_code == 302
    kept = User.objects.get(pk=clerk.pk)
    assert (kept.full_name, kept.phone, kept.email, kept.role) == (*GIVEN.values(), clerk.role)
    assert "13911112222" in text_of(portal.get(ME))
    assert steps(clerk) == ["personal_corrected"]
    portal.post(ME, GIVEN)
    assert steps(clerk) == ["personal_corrected"]


@pytest.mark.parametrize("typed", [{"full_name": ""}, {"phone": "abc"}, {"email": "x@"}, {"phone": "1" * 21}])
def test_what_is_wrong_is_said_at_the_field(portal, clerk, typed) -> None:
    assert portal.post(ME, GIVEN | typed).status_code == 422
    assert User.objects.get(pk=clerk.pk).phone == clerk.phone


def test_the_office_has_the_page_too(signed_in, reviewer) -> None:
    assert reviewer.full_name in text_of(signed_in(reviewer).get(ME))


def test_it_is_downloaded_as_json_and_as_a_workbook_and_noted(portal, clerk, stranger) -> None:
    portal.post(ME, GIVEN)
    told = json.loads(portal.post(f"{ME}json/").content)
    assert {"项目": "手机", "内容": "13911112222"} in told["账号信息"]["内容"]
    answer = portal.post(f"{ME}workbook/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.value for row in book["账号信息"].iter_rows() for cell in row]
    assert "ou@example.com" in cells
    assert stranger.username not in json.dumps(told, ensure_ascii=False)
    assert steps(clerk).count("personal_exported") == 2
    assert portal.get(f"{ME}json/").status_code == 405


def test_a_request_is_answered_with_a_reason_and_read_by_its_sender(
    portal, clerk, signed_in, administrator
) -> None:
    note = "已离职，请联系欧阳示例"
    portal.post(f"{ME}deletion/", {"note": note})
    assert portal.post(f"{ME}deletion/", {}).status_code == 409
    assert places_of(note) == []
    office, row = signed_in(administrator), DeletionRequest.objects.get()
    assert "个人信息申请" in text_of(office.get("/console/"))
    assert note in text_of(office.get(DELETIONS))
    assert office.post(f"{DELETIONS}{row.pk}/", {"step": "decline"}).status_code == 422
    office.post(f"{DELETIONS}{row.pk}/", {"step": "decline", "answer": "名下有未办结的申请。"})
    assert "名下有未办结的申请" in text_of(portal.get(ME))
    assert office.post(f"{DELETIONS}{row.pk}/", {"step": "grant"}).status_code == 409


def test_a_granted_request_forgets_the_person(portal, clerk, signed_in, administrator) -> None:
    portal.post(f"{ME}deletion/", {})
    signed_in(administrator).post(f"{DELETIONS}{DeletionRequest.objects.get().pk}/", {"step": "grant"})
    gone = User.objects.get(pk=clerk.pk)
    assert (gone.full_name, gone.phone, gone.is_active, gone.username) == (
        "已匿名",
        "",
        False,
        f"gone-{gone.pk}",
    )
    assert portal.get(ME).status_code == 302


def test_only_who_keeps_accounts_answers(signed_in, reviewer, portal) -> None:
    portal.post(f"{ME}deletion/", {})
    office, row = signed_in(reviewer), DeletionRequest.objects.get()
    assert office.get(DELETIONS).status_code == 403
    assert office.post(f"{DELETIONS}{row.pk}/", {"step": "grant"}).status_code == 403
