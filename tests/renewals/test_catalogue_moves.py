"""更新参数目录: drafts go over to the version in force and say what changed; what was handed in stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import HistoryEntry
from devices.catalogue import built_in
from devices.models import CatalogueVersion
from ground.glossary import ApprovalStatus, Provenance, Step
from inbox.models import Message
from renewals.models import RenewalApplication
from renewals.services import moving
from renewals.services.submitting import withdraw_renewal
from renewals.tasks import move_drafts
from tests import cases
from tests.catalogues import (  # noqa: F401 (the fixture is used by being here)
    CRANE,
    _no_version_of_another_test,
    changing,
    in_tonnes,
    published,
)
from tests.pages import of_device, of_renewal, renewal_form, step, text_of, words_of

pytestmark = pytest.mark.django_db
CAPACITY = "parameters.max_lifting_capacity"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk, reviewer):
    return cases.drafted(clerk, reviewer)


def fresh(renewal) -> RenewalApplication:
    return RenewalApplication.objects.get(pk=renewal.pk)


def value_of(renewal, code: str = "max_lifting_capacity") -> dict[str, str]:
    return fresh(renewal).parameters[code]


def test_an_opened_draft_is_under_the_version_in_force_and_its_list_names_what_changed(
    draft, portal, administrator
):
    version = published(administrator, in_tonnes(), changing("slewing_type", required="required"))
    page = words_of(portal.get(of_renewal(draft, "edit/")))
    assert fresh(draft).catalogue_version == version
    assert "参数目录已更新，请核对以下" in page
    assert "新单位由“kg”改为“t”" in page
    assert "必填由“选填”改为“必填”" in page
    entry = HistoryEntry.objects.of_renewal(draft.pk).first()
    assert (entry.step, entry.actor_unit) == (Step.CATALOGUE_MOVED, "系统")
    assert "新单位由“kg”改为“t”" in words_of(portal.get("/portal/history/"))


def test_what_was_converted_is_converted_anew_and_what_was_typed_follows_its_unit(
    clerk, reviewer, administrator
):
    converted = cases.drafted(clerk, reviewer)
    typed = cases.drafted(clerk, reviewer, 2, max_lifting_capacity="6200")
    published(administrator, in_tonnes())
    move_drafts()
    assert (value_of(converted)["value"], value_of(converted)["unit"]) == ("6", "t")
    assert (value_of(typed)["value"], value_of(typed)["raw"]) == ("6.2", "6")
    assert value_of(typed)["provenance"] == Provenance.CONVERTED
    changes = HistoryEntry.objects.of_renewal(typed.pk).first().detail["changes"]
    assert "原填 6200 kg 已换算为 6.2 t，请核对。" in [line["text"] for line in changes]


def test_a_typed_value_that_cannot_follow_is_named_and_asked_again(clerk, reviewer, administrator):
    typed = cases.drafted(clerk, reviewer, max_lifting_capacity="6200")
    published(administrator, changing("max_lifting_capacity", unit="kN", old_unit="tf", factor="10"))
    move_drafts()
    assert value_of(typed)["value"] == ""
    changes = HistoryEntry.objects.of_renewal(typed.pk).first().detail["changes"]
    assert any("原填 6200 kg" in line["text"] for line in changes)


def test_what_is_asked_no_more_is_told_with_what_it_was(clerk, reviewer, administrator):
    draft = cases.drafted(clerk, reviewer)
    published(administrator, changing("climbing_rated_pressure", off=True))
    move_drafts()
    assert "climbing_rated_pressure" not in fresh(draft).parameters
    changes = HistoryEntry.objects.of_renewal(draft.pk).first().detail["changes"]
    assert any("不再填写，原填" in line["text"] for line in changes)


def test_the_list_goes_when_the_form_was_kept_and_stays_in_the_history(draft, portal, administrator):
    published(administrator, changing("total_power", hint="含变频器"))
    portal.get(of_renewal(draft))
    now = fresh(draft)
    assert "参数目录已更新" in text_of(portal.get(of_renewal(draft)))
    portal.post(of_renewal(draft, "edit/"), renewal_form(revision=now.revision))
    assert "参数目录已更新，请核对" not in text_of(portal.get(of_renewal(draft)))
    assert HistoryEntry.objects.of_renewal(draft.pk).filter(step=Step.CATALOGUE_MOVED).count() == 1


def test_what_was_handed_in_keeps_its_version_until_it_comes_back(clerk, reviewer, portal, administrator):
    waiting = cases.waiting(clerk, reviewer)
    accepted = cases.accepted(clerk, reviewer, 2)
    published(administrator, in_tonnes())
    move_drafts()
    portal.get(of_renewal(waiting))
    for renewal in (waiting, accepted):
        assert fresh(renewal).catalogue_version.number == built_in().version
    withdraw_renewal(renewal_id=waiting.pk, revision=fresh(waiting).revision, user=clerk)
    portal.get(of_renewal(waiting))
    assert value_of(waiting)["unit"] == "t"


def test_a_refused_one_is_moved_and_stays_refused(clerk, reviewer, administrator):
    refused = cases.rejected(clerk, reviewer)
    version = published(administrator, in_tonnes())
    move_drafts()
    now = fresh(refused)
    assert (now.catalogue_version, now.approval_status) == (version, ApprovalStatus.REJECTED)


def test_the_worker_moves_each_once_and_tells_each_firm_once(clerk, reviewer, administrator):
    drafts = [cases.drafted(clerk, reviewer, number) for number in (1, 2)]
    published(administrator, in_tonnes())
    move_drafts()
    revisions = [fresh(draft).revision for draft in drafts]
    move_drafts()
    assert [fresh(draft).revision for draft in drafts] == revisions
    told = Message.objects.filter(recipient=clerk, title__startswith="参数目录已更新")
    assert [message.title for message in told] == ["参数目录已更新：2 份换证申请需要核对"]


def test_a_version_that_waits_for_its_day_moves_nothing_before(draft, administrator):
    version = published(administrator, in_tonnes(), days=1)
    move_drafts()
    assert fresh(draft).catalogue_version.number == built_in().version
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert CatalogueVersion.objects.in_force(tomorrow).pk == version.pk


def test_a_page_of_before_is_refused_and_keeps_what_was_typed(draft, portal, administrator):
    stale = renewal_form(revision=draft.revision, **{CAPACITY: "6300"})
    published(administrator, in_tonnes())
    move_drafts()
    answer = portal.post(of_renewal(draft, "edit/"), stale)
    assert answer.status_code == 409
    assert "6300" in answer.content.decode()
    assert "更新参数目录" in text_of(answer)
    assert value_of(draft)["value"] == "6"


def test_handing_in_from_a_page_of_before_is_refused_and_says_why(draft, portal, administrator):
    published(administrator, in_tonnes())
    answer = portal.post(of_renewal(draft, "submit/"), step(draft, declared="yes"))
    assert answer.status_code == 409
    assert "更新参数目录" in text_of(answer)
    assert fresh(draft).approval_status == ApprovalStatus.NOT_SUBMITTED


def test_no_way_hands_in_what_is_behind(draft, clerk, administrator):
    published(administrator, in_tonnes())
    with pytest.raises(moving.StepRefused, match="参数目录已更新为第"):
        cases.submitted(draft, clerk)


def test_a_first_page_made_from_another_version_is_refused_once_and_keeps_what_was_typed(
    portal, clerk, reviewer, administrator
):
    device = cases.registered(clerk, reviewer)
    address = of_device(device, "renewal/")
    seen = str(CatalogueVersion.objects.in_force().pk)
    version = published(administrator, in_tonnes())
    typed = renewal_form(revision=device.revision, **{CAPACITY: "6.5"})
    answer = portal.post(address, {**typed, "catalogue": seen})
    assert answer.status_code == 409
    assert "栏目或单位可能有变化" in text_of(answer)
    assert "6.5" in answer.content.decode()
    assert not RenewalApplication.objects.exists()
    again = portal.post(address, {**typed, "catalogue": str(version.pk)})
    assert again.status_code == 302, text_of(again)
    assert value_of(RenewalApplication.objects.get())["value"] == "6.5"


def test_another_firm_moves_nothing(draft, stranger, signed_in, administrator):
    published(administrator, in_tonnes())
    assert signed_in(stranger).get(of_renewal(draft, "edit/")).status_code == 404
    assert fresh(draft).catalogue_version.number == built_in().version


def test_everything_can_be_handed_in_and_reviewed_under_the_new_version(
    draft, portal, reviewer, signed_in, administrator
):
    version = published(administrator, in_tonnes())
    portal.get(of_renewal(draft, "edit/"))
    now = fresh(draft)
    assert portal.post(of_renewal(draft, "submit/"), step(now, declared="yes")).status_code == 302
    submission = now.submissions.get()
    assert submission.catalogue_version == version
    entry = next(one for one in submission.body["parameters"] if one["code"] == "max_lifting_capacity")
    assert (entry["value"], entry["unit"]) == ("6", "t")
    page = signed_in(reviewer).get(f"/console/renewals/{draft.reference}/review/")
    assert "6 t" in words_of(page)
