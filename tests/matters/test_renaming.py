"""企业名称变更: the firm's own name, its licence, and what keeps the old name."""

from __future__ import annotations

import pytest

from accounts.models import Enterprise
from documents.models import Attachment, SubjectKind
from ground.glossary import MatterStatus
from inbox.models import Message
from matters.models import FormerName, ProvinceErrand
from tests import cases
from tests.doors import nothing_changes
from tests.matters.ways import RENAMING, again, client_of, decide, fill, handed_in, saved, start_address, step
from tests.pages import problem_at, text_of, words_of

pytestmark = pytest.mark.django_db


def test_the_name_changes_with_its_history_and_the_licence_is_new(clerk, reviewer, firm):
    former = firm.name
    matter = handed_in(clerk, "renaming", RENAMING)
    assert decide(reviewer, matter).status_code == 302
    assert again(firm).name == RENAMING["new_name"]
    assert FormerName.objects.get().name == former
    standing = Attachment.objects.of(SubjectKind.ENTERPRISE, firm.pk)
    assert [paper.kind for paper in standing] == ["business_license"]
    page = words_of(client_of(clerk).get("/portal/enterprise/"))
    assert former in page
    assert RENAMING["new_name"] in page


def test_certificates_keep_the_old_name_and_the_page_says_what_to_do(clerk, reviewer, firm):
    cases.issued(clerk, reviewer)
    waiting = cases.waiting(clerk, reviewer, 2)
    former = firm.name
    decide(reviewer, handed_in(clerk, "renaming", RENAMING))
    said = Message.objects.filter(recipient=clerk, title__startswith="企业名称变更已办结").get().body
    assert "1 份电子证照仍载原名称" in said
    assert "1 份换证申请按原名称提交" in said
    assert former in words_of(client_of(clerk).get("/portal/certificates/"))
    assert RENAMING["new_name"] in ProvinceErrand.objects.get().task
    assert again(waiting).current_submission().body["owner"]["name"] == former


@pytest.mark.parametrize("name", ["", "公司"])
def test_a_name_that_is_none(clerk, name):
    matter = saved(clerk, "renaming", RENAMING | {"new_name": name})
    assert problem_at(step(clerk, matter, "submit", declared="yes"), "new_name")


def test_the_same_name_and_another_firms_name_are_refused(clerk, firm, other_firm):
    matter = saved(clerk, "renaming", RENAMING | {"new_name": other_firm.name})
    assert "同名企业" in problem_at(step(clerk, matter, "submit", declared="yes"), "new_name")
    form = fill("renaming", RENAMING | {"new_name": firm.name}, papers=False)
    client_of(clerk).post(f"/portal/matters/{matter.reference}/edit/", form)
    assert "与现名称相同" in problem_at(step(clerk, matter, "submit", declared="yes"), "new_name")


def test_a_name_taken_meanwhile_stops_the_decision(clerk, reviewer, firm, other_firm):
    matter = handed_in(clerk, "renaming", RENAMING)
    Enterprise.objects.filter(pk=other_firm.pk).update(name=RENAMING["new_name"])
    with nothing_changes(matter, firm):
        answer = decide(reviewer, matter)
    assert answer.status_code == 422
    assert "同名企业" in text_of(answer)


def test_a_firm_has_one_undecided_renaming_and_may_rename_again_later(clerk, reviewer):
    matter = handed_in(clerk, "renaming", RENAMING)
    second = client_of(clerk).post(start_address("renaming"), fill("renaming", RENAMING))
    assert second.status_code == 409
    decide(reviewer, matter)
    again_named = handed_in(clerk, "renaming", RENAMING | {"new_name": "中山示例又改名有限公司"})
    assert again_named.status == MatterStatus.PENDING


def test_two_firms_apply_for_their_own(clerk, stranger):
    handed_in(clerk, "renaming", RENAMING)
    handed_in(stranger, "renaming", RENAMING | {"new_name": "中山示例另一家有限公司"})
