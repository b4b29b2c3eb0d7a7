"""预审检查 while somebody types: what stands on the screen is judged, and nothing is kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ground.glossary import ApprovalStatus
from tests.cases import OPINION, REMARK, corrected, drafted, registered, rejected
from tests.doors import nothing_changes, turns_strangers_away
from tests.pages import of_device, of_renewal, renewal_form, text_of

pytestmark = pytest.mark.django_db
MOMENT = "parameters.rated_load_moment"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def hints(answer, path: str) -> str:
    """What the answer puts below a field."""
    found = re.search(
        rf'(?s)<div id="h-{re.escape(path)}" hx-swap-oob="true">(.*?)(?=<div id="h-|$)', text_of(answer)
    )
    return found[1] if found else "no hints"


def checked(portal, renewal, **typed):
    form = renewal_form(revision=renewal.revision, **typed)
    return portal.post(of_renewal(renewal, "check/"), form, headers={"HX-Request": "true"})


def test_a_typed_value_is_judged_and_nothing_is_kept(portal, clerk, reviewer) -> None:
    draft = drafted(clerk, reviewer)
    with nothing_changes(draft):
        answer = checked(portal, draft, parameters__slewing_speed="9")
    assert answer.status_code == 200
    assert "超出可能范围" in hints(answer, "parameters.slewing_speed")
    assert "1 项须改正" in text_of(answer)


def test_the_answer_is_a_fragment_and_small(portal, clerk, reviewer) -> None:
    answer = checked(portal, drafted(clerk, reviewer))
    assert "<html" not in text_of(answer)
    assert len(answer.content) < 20 * 1024


def test_what_looks_as_if_in_the_old_unit_is_converted_by_one_click(portal, clerk, reviewer) -> None:
    said = hints(checked(portal, drafted(clerk, reviewer), parameters__rated_load_moment="80"), MOMENT)
    assert f'data-fill="{MOMENT}" data-value="800"' in said
    assert "改为 800 kN·m" in said


def test_the_button_stands_on_the_form_without_typing_as_well(portal, clerk, reviewer) -> None:
    draft = drafted(clerk, reviewer, rated_load_moment="80")
    assert 'data-value="800"' in text_of(portal.get(of_renewal(draft, "edit/")))


def test_what_cannot_be_read_is_said_at_its_field(portal, clerk, reviewer) -> None:
    answer = checked(portal, drafted(clerk, reviewer), parameters__rated_load_moment="八百")
    assert "应填写数字" in hints(answer, MOMENT)


def test_progress_counts_what_is_filled(portal, clerk, reviewer) -> None:
    draft = drafted(clerk, reviewer)
    full = text_of(checked(portal, draft))
    less = text_of(checked(portal, draft, device__contact_name="", device__contact_phone=""))
    assert re.search(r'#s-contact">联系人</a><span class="sub">2/3', full)
    assert re.search(
        r'#s-contact">联系人</a><span class="sub">0/3</span><span class="tag bad">2 项须改正', less
    )


def test_a_form_that_was_never_kept_is_judged_too(portal, clerk, reviewer) -> None:
    device = registered(clerk, reviewer)
    with nothing_changes(device):
        answer = portal.post(
            of_device(device, "renewal/check/"), renewal_form(parameters__rated_load_moment="80")
        )
    assert "改为 800 kN·m" in hints(answer, MOMENT)


def test_a_chosen_file_counts_as_at_hand(portal, clerk, reviewer) -> None:
    draft = drafted(clerk, reviewer)
    papers = list(draft_papers(draft))
    form = renewal_form(revision=draft.revision) | {"remove_attachment": papers}
    address = of_renewal(draft, "check/")
    missing = text_of(portal.post(address, form))
    chosen = text_of(portal.post(address, form | {"chosen": ["old_certificate", "nameplate_photo"]}))
    assert "#f-attachments.nameplate_photo" in missing
    assert "#f-attachments.nameplate_photo" not in chosen


def draft_papers(draft):
    from documents.models import Attachment

    return Attachment.objects.filter(subject="renewal", subject_id=draft.pk).values_list("pk", flat=True)


def test_remark_and_change_stand_at_the_field_of_a_refused_renewal(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    unchanged = checked(portal, renewal)
    changed = checked(portal, renewal, parameters__rated_load_moment="790")
    assert f"审核意见：{REMARK.text}" in hints(unchanged, MOMENT)
    assert "已修改" not in text_of(unchanged)
    assert "已修改" in hints(changed, MOMENT)


def test_changed_fields_are_marked_on_the_page_of_the_renewal_too(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    assert OPINION in text_of(portal.get(of_renewal(renewal)))
    assert "已修改" not in text_of(portal.get(of_renewal(renewal)))
    portal.post(
        of_renewal(renewal, "edit/"),
        renewal_form(revision=renewal.revision, parameters__rated_load_moment="790"),
    )
    assert text_of(portal.get(of_renewal(renewal))).count("已修改") == 1
    assert text_of(portal.get(of_renewal(renewal, "edit/"))).count("已修改") == 1


def test_a_new_round_begins_without_marks(portal, clerk, reviewer) -> None:
    again = corrected(rejected(clerk, reviewer), clerk, rated_load_moment="790")
    assert again.approval_status == ApprovalStatus.PENDING
    assert "已修改" not in text_of(portal.get(of_renewal(again)))


def test_a_lost_login_is_a_line_and_no_login_page(clerk, reviewer) -> None:
    draft = drafted(clerk, reviewer)
    for name in ("check/", "autosave/"):
        answer = Client().post(of_renewal(draft, name), renewal_form(revision=draft.revision))
        assert answer.status_code == 401
        assert answer["HX-Retarget"] == "#autosave-said"
        assert "请重新登录" in text_of(answer)
        assert "您填写的内容都还在" in text_of(answer)


def test_the_session_gives_its_token_only_to_who_is_logged_in(portal) -> None:
    assert Client().get("/portal/session/").status_code == 401
    answer = portal.get("/portal/session/")
    assert (answer.status_code, len(answer.content)) == (200, 64)
    assert "no-store" in answer["Cache-Control"]


def test_others_ask_nothing_of_it(clerk, reviewer, stranger, signed_in) -> None:
    draft = drafted(clerk, reviewer)
    form = renewal_form(revision=draft.revision)
    for name in ("check/", "autosave/"):
        turns_strangers_away(of_renewal(draft, name), form, stranger, draft)
        assert signed_in(reviewer).post(of_renewal(draft, name), form).status_code == 403
    assert signed_in(stranger).get(of_renewal(draft, "values/")).status_code == 404
    turns_strangers_away(of_device(draft.device, "renewal/check/"), form, stranger, draft)


@pytest.mark.parametrize("text", ["💥", "9" * 400, "\x00", "<script>alert(1)</script>", "﷽" * 200])
def test_whatever_is_typed_is_answered(portal, clerk, reviewer, text) -> None:
    draft = drafted(clerk, reviewer)
    answer = checked(
        portal, draft, parameters__rated_load_moment=text, device__model=text, device__manufacture_date=text
    )
    assert answer.status_code in {200, 400}
    assert "<script>alert" not in answer.content.decode()
