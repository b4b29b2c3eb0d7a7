"""四处一致: a difference between form and paper is a warning for both sides, a table for the reviewer, and one click to overrule."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.db.models import OuterRef
from django.test.utils import CaptureQueriesContext

from audit.models import HistoryEntry
from documents.models import SubjectKind
from documents.services import attach
from ground.errors import RuleBroken
from ground.glossary import RefusalKind, Step
from renewals.models import Decision, RenewalApplication, Submission
from renewals.precheck import precheck
from renewals.review_points import kept_points, read_case
from renewals.services.deciding import accept, reject
from renewals.services.submitting import submit_renewal
from tests.cases import drafted, submitted
from tests.pages import of_renewal, text_of, words_of
from tests.vision.papers import stored, work
from vision.models import Reading
from vision.reading_along import readings_among, readings_read_along

pytestmark = pytest.mark.django_db
PLATE = ["规格型号：QTZ80(TC6012)", "额定起重力矩：800 kN·m", "出厂编号：2018-0009"]
SERIAL = "device.factory_number"


@pytest.fixture
def draft(clerk, reviewer) -> RenewalApplication:
    """A draft whose plate says another serial than the form (2018-0001)."""
    renewal = drafted(clerk, reviewer)
    with_plate(renewal, clerk, PLATE)
    work()
    return renewal


def with_plate(renewal: RenewalApplication, clerk, lines: list[str], shade: int = 200) -> str:
    file = stored(lines, shade)
    attach(
        file=file,
        kind="nameplate_photo",
        name="铭牌.jpg",
        enterprise=clerk.enterprise,
        subject=SubjectKind.RENEWAL,
        subject_id=renewal.pk,
    )
    return file.sm3


def found(renewal: RenewalApplication) -> list[str]:
    return [finding.path for finding in precheck(renewal) if finding.code.startswith("V-")]


def table(portal, renewal: RenewalApplication):
    return portal.get(f"/console/renewals/{renewal.reference}/agreement/")


def overrule(portal, renewal: RenewalApplication, sm3: str, /, **changes: str):
    said = {"path": SERIAL, "source": "nameplate", "sm3": sm3, "why": "misread", **changes}
    return portal.post(f"/console/renewals/{renewal.reference}/agreement/overrule/", said)


def test_the_firm_is_warned_before_handing_in_and_not_kept_from_it(signed_in, clerk, draft) -> None:
    findings = [finding for finding in precheck(draft) if finding.code == "V-NAMEPLATE"]
    assert [(item.path, item.severity, item.suggestion.value) for item in findings] == [
        (SERIAL, "warning", "2018-0009")
    ]
    assert "铭牌识别为 2018-0009，表中填写 2018-0001" in findings[0].sentence
    page = text_of(signed_in(clerk).get(of_renewal(draft, "edit/")))
    assert "铭牌识别为 2018-0009" in page
    assert submitted(draft, clerk).round == 1


def test_what_agrees_and_what_is_blank_is_no_warning(clerk, draft) -> None:
    assert "device.model" not in found(draft)
    assert "parameters.rated_load_moment" not in found(draft)


@pytest.mark.parametrize("good_first", [True, False])
def test_a_second_plate_that_agrees_hides_none_that_does_not(
    signed_in, clerk, reviewer, good_first: bool
) -> None:
    good, bad = [PLATE[0], PLATE[1], "出厂编号：2018-0001"], PLATE
    renewal = drafted(clerk, reviewer)
    for shade, lines in enumerate([good, bad] if good_first else [bad, good], 150):
        with_plate(renewal, clerk, lines, shade)
    work()
    assert found(renewal) == [SERIAL]
    handed_in, office = submitted(renewal, clerk), signed_in(reviewer)
    assert re.search(r"出厂编号 2018-0001 2018-0009 不一致", words_of(table(office, handed_in)))
    sm3 = re.search(r'"sm3": "(\w+)"', text_of(table(office, handed_in)))[1]
    assert "项不一致" not in words_of(overrule(office, handed_in, sm3))


def test_a_picture_that_was_not_read_yet_warns_of_nothing_and_blocks_nothing(clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    with_plate(renewal, clerk, PLATE)
    assert found(renewal) == []
    assert submit_renewal(renewal_id=renewal.pk, revision=renewal.revision, user=clerk, declared=True)


def test_the_reviewer_sees_the_same_warning_and_the_table(signed_in, clerk, reviewer, draft) -> None:
    renewal, office = submitted(draft, clerk), signed_in(reviewer)
    review = text_of(office.get(f"/console/renewals/{renewal.reference}/review/"))
    assert "铭牌识别为 2018-0009" in review
    assert "识别出出厂编号不一致" in review
    assert f'hx-get="/console/renewals/{renewal.reference}/agreement/"' in review
    answer = table(office, renewal)
    words = words_of(answer)
    assert "1 项不一致" in words
    assert re.search(r"规格型号 QTZ80\(TC6012\) QTZ80\(TC6012\) 一致", words)
    assert re.search(r"出厂编号 2018-0001 2018-0009 不一致", words)
    crop = re.search(r'src="(/files/crops/[^"]+)"', text_of(answer))[1]
    assert office.get(crop)["Content-Type"] == "image/jpeg"


def test_a_refusal_keeps_what_the_page_said_of_the_papers_and_asks_for_no_reading(
    clerk, reviewer, draft
) -> None:
    renewal = submitted(draft, clerk)
    shown = kept_points(read_case(renewal).points, ())
    assert "识别出出厂编号不一致" in str(shown)
    refusal = {"kind": RefusalKind.CORRECTION, "opinion": "请核对出厂编号。", "remarks": [], "grounds": []}
    with CaptureQueriesContext(connection) as caught:
        reject(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer, **refusal)
    assert Decision.objects.get(renewal=renewal).checklist == shown
    assert not [query["sql"] for query in caught if query["sql"].startswith('SELECT "vision_reading"')]


def test_an_acceptance_asks_to_confirm_what_the_papers_contradict(clerk, reviewer, draft) -> None:
    renewal = submitted(draft, clerk)
    asked = {
        item["number"] for item in kept_points(read_case(renewal).points, range(20)) if item["confirmed"]
    }
    seen = {"renewal_id": renewal.pk, "revision": renewal.revision, "reviewer": reviewer}
    with pytest.raises(RuleBroken, match="还有 1 项审核要点没有核对"):
        accept(**seen, confirmed=asked - {3})
    accept(**seen, confirmed=asked)
    (point,) = [item for item in Decision.objects.get().checklist if item["number"] == 3]
    assert (point["tone"], point["confirmed"]) == ("warn", True)


def test_readings_read_along_are_those_that_are_asked_for(clerk, reviewer, draft) -> None:
    waits = with_plate(draft, clerk, PLATE, 120)
    renewal = submitted(draft, clerk)
    papers = renewal.submissions.get().attachments
    along = readings_read_along(OuterRef("attachments"))
    (rows,) = Submission.objects.annotate(found=along).values_list("found", flat=True)
    found, asked = readings_among(rows, "default"), Reading.objects.of(item["sm3"] for item in papers)
    assert found == asked
    assert {(item.sm3, item.state, item.problem, item.read_at) for item in found.values()} == {
        (item.sm3, item.state, item.problem, item.read_at) for item in asked.values()
    }
    assert found[waits].is_open
    read = next(item for item in found.values() if item.is_read)
    assert read.as_pages() == asked[read.sm3].as_pages()
    Submission.objects.update(attachments=[])
    (rows,) = Submission.objects.annotate(found=along).values_list("found", flat=True)
    assert readings_among(rows, "default") == {}


def test_one_click_overrules_and_stands_in_the_history(signed_in, clerk, reviewer, draft) -> None:
    renewal, office = submitted(draft, clerk), signed_in(reviewer)
    sm3 = re.search(r'"sm3": "(\w+)"', text_of(table(office, renewal)))[1]
    answer = overrule(office, renewal, sm3)
    assert "识别有误" in words_of(answer)
    assert "项不一致" not in words_of(answer)
    entry = HistoryEntry.objects.of_renewal(renewal.pk)[0]
    assert (entry.step, entry.detail) == (
        Step.DIFFERENCE_OVERRULED,
        {"path": SERIAL, "source": "nameplate", "sm3": sm3, "why": "misread"},
    )
    assert "识别出" not in text_of(office.get(f"/console/renewals/{renewal.reference}/review/"))
    assert found(RenewalApplication.objects.get()) == []


def test_a_second_click_changes_nothing(signed_in, clerk, reviewer, draft) -> None:
    renewal, office = submitted(draft, clerk), signed_in(reviewer)
    sm3 = re.search(r'"sm3": "(\w+)"', text_of(table(office, renewal)))[1]
    overrule(office, renewal, sm3)
    assert overrule(office, renewal, sm3, why="unfounded").status_code == 200
    assert HistoryEntry.objects.filter(step=Step.DIFFERENCE_OVERRULED).count() == 1


@pytest.mark.parametrize(
    "changes", [{"why": "because"}, {"source": "letter"}, {"sm3": "0" * 64}, {"path": "parameters.nothing"}]
)
def test_what_a_page_cannot_mean_is_not_recorded(signed_in, clerk, reviewer, draft, changes) -> None:
    renewal, office = submitted(draft, clerk), signed_in(reviewer)
    sm3 = re.search(r'"sm3": "(\w+)"', text_of(table(office, renewal)))[1]
    assert overrule(office, renewal, sm3, **changes).status_code == 422
    assert not HistoryEntry.objects.filter(step=Step.DIFFERENCE_OVERRULED).exists()


def test_only_a_reviewer_overrules_and_only_while_it_is_under_review(
    signed_in, clerk, reviewer, head, stranger, draft
) -> None:
    assert overrule(signed_in(reviewer), draft, "0").status_code == 404  # never handed in
    renewal = submitted(draft, clerk)
    sm3 = re.search(r'"sm3": "(\w+)"', text_of(table(signed_in(reviewer), renewal)))[1]
    assert overrule(signed_in(head), renewal, sm3).status_code == 403
    assert overrule(signed_in(clerk), renewal, sm3).status_code in {302, 403}
    assert "hx-post" not in text_of(table(signed_in(head), renewal))


def test_a_supervisor_sees_no_papers(signed_in, clerk, supervisor, draft) -> None:
    renewal = submitted(draft, clerk)
    page = text_of(table(signed_in(supervisor), renewal))
    assert "附件由审批办查看" in page
    assert "/files/crops/" not in page


def test_the_table_asks_for_what_was_not_read_yet(signed_in, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    with_plate(renewal, clerk, PLATE)
    renewal, office = submitted(renewal, clerk), signed_in(reviewer)
    first = text_of(table(office, renewal))
    assert "正在识别" in first
    assert "load delay" in first
    work()
    assert "load delay" not in text_of(table(office, renewal))


def test_without_recognition_review_and_pre_check_are_as_before(
    signed_in, clerk, reviewer, draft, settings
) -> None:
    settings.RECOGNITION = "off"
    assert found(draft) == []
    renewal = submitted(draft, clerk)
    page = text_of(signed_in(reviewer).get(f"/console/renewals/{renewal.reference}/review/"))
    assert "agreement" not in page
    assert "对照右侧附件核对" in page


def test_what_a_reviewer_waits_for_goes_before_the_rest(signed_in, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    with_plate(renewal, clerk, PLATE)
    renewal = submitted(renewal, clerk)
    table(signed_in(reviewer), renewal)
    assert not Reading.objects.filter(state="waiting", urgent=False).exists()
