"""证件换发: the form filled from the record, and 确认, which keeps it."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from documents.models import Attachment, SubjectKind
from ground.glossary import CertificateStatus, Step
from renewals.models import RenewalApplication
from tests.cases import again, drafted, handed_in, issued, recorded, registered, rejected, start, voided
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, turns_strangers_away
from tests.pages import of_device, of_renewal, png, renewal_form, text_of, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def machine(clerk, reviewer):
    return registered(clerk, reviewer)


def form_of(machine, **typed):
    return renewal_form(revision=machine.revision, **typed)


def test_the_form_shows_the_old_value_and_the_converted_one(portal, machine) -> None:
    page = text_of(portal.get(of_device(machine, "renewal/")))
    assert "证件换发申请表" in page
    assert "已按 1 t·m = 10 kN·m(名义值) 换算" in page
    assert 'name="parameters.rated_load_moment" value="800"' in page


def test_looking_at_the_form_keeps_nothing(portal, machine) -> None:
    with nothing_changes(machine):
        portal.get(of_device(machine, "renewal/"))
    assert not RenewalApplication.objects.exists()


def test_what_is_confirmed_is_kept_and_the_machine_is_under_exchange(portal, machine, clerk) -> None:
    answer = portal.post(of_device(machine, "renewal/"), form_of(machine), follow=True)
    renewal = RenewalApplication.objects.get()
    assert "已保存到“省网资料上传 › 设备备案资料录入”" in text_of(answer)
    assert again(machine).certificate_status == CertificateStatus.RENEWING
    assert renewal.created_by == clerk
    entry = HistoryEntry.objects.of_renewal(renewal.pk).get()
    assert (entry.step, entry.to_state) == (Step.RENEWAL_STARTED, "not_submitted")


def test_each_value_says_where_it_came_from(portal, machine) -> None:
    portal.post(of_device(machine, "renewal/"), form_of(machine, parameters__max_working_radius="59"))
    kept = RenewalApplication.objects.get().parameters
    assert (kept["rated_load_moment"]["raw"], kept["rated_load_moment"]["raw_unit"]) == ("80", "t·m")
    assert (kept["rated_load_moment"]["value"], kept["rated_load_moment"]["unit"]) == ("800", "kN·m")
    assert kept["rated_load_moment"]["provenance"] == "converted"
    assert kept["max_working_radius"]["provenance"] == "typed"
    assert kept["slewing_speed"]["provenance"] == "original"


def test_the_machines_own_record_stays_as_it_was(portal, machine) -> None:
    before = again(machine)
    portal.post(of_device(machine, "renewal/"), form_of(machine, device__internal_number="X1"))
    after = again(machine)
    assert (after.parameters, after.internal_number) == (before.parameters, before.internal_number)


def test_category_owner_and_number_cannot_be_corrected(portal, machine) -> None:
    forged = {"device.old_registration_number": "粤T-T99999", "category": "material_hoist"}
    portal.post(of_device(machine, "renewal/"), form_of(machine) | forged)
    renewal = RenewalApplication.objects.get()
    assert (renewal.old_registration_number, renewal.category) == ("粤T-T00001", "tower_crane")


def test_papers_that_the_city_holds_are_carried_over(portal, machine) -> None:
    portal.post(of_device(machine, "renewal/"), form_of(machine))
    carried = Attachment.objects.of(SubjectKind.RENEWAL, RenewalApplication.objects.get().pk)
    assert {(item.kind, item.carried_over) for item in carried} == {
        ("old_certificate", True),
        ("nameplate_photo", True),
    }


def test_a_paper_that_is_taken_away_on_the_form_is_not_carried_over(portal, machine) -> None:
    photo = Attachment.objects.of(SubjectKind.DEVICE, machine.pk).get(kind="nameplate_photo")
    portal.post(of_device(machine, "renewal/"), form_of(machine) | {"remove_attachment": photo.pk})
    carried = Attachment.objects.of(SubjectKind.RENEWAL, RenewalApplication.objects.get().pk)
    assert [item.kind for item in carried] == ["old_certificate"]
    assert Attachment.objects.of(SubjectKind.DEVICE, machine.pk).count() == 2


def test_a_second_click_is_told_and_keeps_what_was_typed(portal, machine) -> None:
    portal.post(of_device(machine, "renewal/"), form_of(machine))
    with nothing_changes(machine):
        answer = portal.post(
            of_device(machine, "renewal/"),
            form_of(machine, device__internal_number="TC-77", attachments__device_photo=png()),
        )
    assert answer.status_code == 409
    assert "此设备已有一份换证申请在办" in text_of(answer)
    assert 'value="TC-77"' in text_of(answer)
    assert len(tokens(answer)) == 1
    assert RenewalApplication.objects.count() == 1


def test_a_stale_page_keeps_nothing(portal, machine) -> None:
    with nothing_changes(machine):
        answer = portal.post(
            of_device(machine, "renewal/"), renewal_form(revision=machine.revision - 1, device__remark="留着")
        )
    assert answer.status_code == 409
    assert "在您打开之后已有变化" in text_of(answer)
    assert "留着" in text_of(answer)
    assert not RenewalApplication.objects.exists()


def test_an_open_renewal_is_opened_instead_of_a_second_form(portal, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    answer = portal.get(of_device(renewal.device, "renewal/"))
    assert answer["Location"] == of_renewal(renewal)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (lambda c, r, m: rejected(c, r).device, "已有一份换证申请在办"),
        (lambda c, r, m: issued(c, r).device, "此设备已完成换证"),
    ],
)
def test_where_it_does_not_apply_the_reason_is_given(portal, clerk, reviewer, manager, state, reason) -> None:
    machine = again(state(clerk, reviewer, manager))
    before = RenewalApplication.objects.count()
    with nothing_changes(machine):
        answer = portal.post(of_device(machine, "renewal/"), form_of(machine))
    assert answer.status_code == 409
    assert reason in text_of(answer)
    assert RenewalApplication.objects.count() == before


@pytest.mark.parametrize("state", [recorded, handed_in])
def test_a_machine_not_yet_in_the_register_gets_the_form_too(portal, clerk, state) -> None:
    machine = state(clerk)
    assert portal.get(of_device(machine, "renewal/")).status_code == 200
    assert portal.post(of_device(machine, "renewal/"), form_of(machine)).status_code == 302
    assert again(machine).certificate_status == CertificateStatus.NONE
    assert RenewalApplication.objects.get().is_hanging


def test_an_owner_elsewhere_is_sent_home(signed_in, outsider, reviewer, settings) -> None:
    settings.INTAKE_POLICY = "open"
    machine = registered(outsider, reviewer)
    assert machine.certificate_status == CertificateStatus.HOME_RENEWAL
    for answer in (
        signed_in(outsider).get(of_device(machine, "renewal/")),
        signed_in(outsider).post(of_device(machine, "renewal/"), form_of(machine)),
    ):
        assert answer.status_code == 409
        assert "请回企业所在属地办理换证" in text_of(answer)


def test_after_a_voided_renewal_another_can_be_started(portal, clerk, reviewer, manager) -> None:
    machine = again(voided(clerk, reviewer, manager).device)
    assert start(machine, clerk).pk
    assert RenewalApplication.objects.live().count() == 1


def test_others_do_not_start_it(machine, stranger, reviewer) -> None:
    address = of_device(machine, "renewal/")
    turns_strangers_away(address, form_of(machine), stranger, machine)
    names_who_may(address, form_of(machine), reviewer, machine)
    asks_to_log_in(address, form_of(machine), machine)
    assert not RenewalApplication.objects.exists()
