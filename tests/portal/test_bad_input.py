"""Bad input on both forms: a clear sentence at its field, 4xx, nothing lost, nothing half-saved."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from devices.models import Device
from documents.models import Attachment
from documents.services import store_bytes
from documents.staging import sign_staged
from renewals.models import RenewalApplication
from tests.cases import PNG, again, drafted
from tests.documents.sample_files import jpeg, pdf
from tests.pages import ADD, error_at, of_renewal, png, problem_at, record_form, renewal_form, text_of, tokens

pytestmark = pytest.mark.django_db

# what is typed at a field, and what the sentence there must say
UNREADABLE = [
    ("device__model", "长" * 51, "最多50个字"),
    ("device__factory_number", "9" * 41, "最多40个字"),
    ("device__storage_address", "长" * 121, "最多120个字"),
    ("device__remark", "长" * 501, "最多500个字"),
    ("device__remark", "长" * 100_000, "最多500个字"),
    ("device__model", "QTZ80🏗", "表情符号"),
    ("device__contact_name", "张\x07示例", "控制字符"),
    ("device__contact_name", "张\x00示例", "控制字符"),
    ("device__manufacture_date", "去年夏天", "2015-06-02"),
    ("device__manufacture_date", "2018-02-30", "没有这一天"),
    ("device__manufacture_date", "0000-00-00", "没有这一天"),
    ("device__purchase_price", "很贵", "应填写数字"),
    ("device__purchase_price", "-5", "不能是负数"),
    ("device__is_second_hand", "也许", "“是”或“否”"),
    ("device__storage_town", "东京", "选择"),
    ("parameters__max_working_radius", "六十", "应填写数字"),
    ("parameters__max_working_radius", "1e3", "应填写数字"),
    ("parameters__max_working_radius", "NaN", "应填写数字"),
    ("parameters__max_working_radius", "-60", "不能是负数"),
    ("parameters__max_working_radius", "60.12345", "最多保留"),
    ("parameters__max_working_radius", "9" * 30, "数值过大"),
    ("parameters__max_working_radius", "9" * 6000, "位数过多"),
    ("parameters__max_working_radius", "60 kg", "单位应为m"),
    ("parameters__luffing_mode", "飞行", "选择"),
    ("parameters__base_type", ["fixed", "flying"], "选择"),
]


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk, reviewer):
    return drafted(clerk, reviewer)


@pytest.mark.parametrize(("field", "typed", "words"), UNREADABLE)
def test_a_record_with_what_cannot_be_read_is_not_kept(portal, field, typed, words) -> None:
    answer = portal.post(ADD, record_form(**{field: typed}, device__internal_number="留着的"))
    assert answer.status_code == 422
    path = field.replace("__", ".", 1)
    assert words in error_at(answer, path)
    assert words in problem_at(answer, path)
    assert 'value="留着的"' in text_of(answer)
    assert not Device.objects.exists()


@pytest.mark.parametrize(("field", "typed", "words"), UNREADABLE)
def test_a_renewal_with_what_cannot_be_read_is_not_changed(portal, draft, field, typed, words) -> None:
    before = RenewalApplication.objects.values().get()
    form = renewal_form(revision=draft.revision, **{field: typed}, device__internal_number="留着的")
    answer = portal.post(of_renewal(draft, "edit/"), form)
    assert answer.status_code == 422
    assert words in error_at(answer, field.replace("__", ".", 1))
    assert 'value="留着的"' in text_of(answer)
    assert RenewalApplication.objects.values().get() == before


def test_all_problems_are_named_at_once(portal) -> None:
    answer = portal.post(
        ADD,
        record_form(
            device__model="长" * 51, device__manufacture_date="昨天", parameters__max_working_radius="六十"
        ),
    )
    for path in ("device.model", "device.manufacture_date", "parameters.max_working_radius"):
        assert problem_at(answer, path), path
    assert "您填写的内容都还在" in text_of(answer)


def test_what_cannot_be_read_is_still_in_its_field(portal) -> None:
    answer = portal.post(ADD, record_form(parameters__max_working_radius="六十米"))
    assert 'value="六十米"' in text_of(answer)


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("device__model", "ＱＴＺ８０（ＴＣ６０１２）", "QTZ80(TC6012)"),
        ("device__factory_number", "２０１８－１１８７", "2018-1187"),
        ("device__manufacture_date", "２０１８年６月２日", "2018-06-02"),
        ("device__contact_phone", "１３８０００００００１", "13800000001"),
        ("device__old_registration_number", "ｔ－ｔ００００１", "粤T-T00001"),
        ("parameters__max_working_radius", "６０．５ ｍ", "60.5"),
        ("parameters__max_working_radius", " 60.50 ", "60.5"),
        ("parameters__rated_load_moment", "1,080", "1080"),
    ],
)
def test_full_width_signs_and_loose_writing_are_understood(portal, field, typed, stored) -> None:
    answer = portal.post(ADD, record_form(**{field: typed}))
    assert answer.status_code == 302, error_at(answer, field.replace("__", ".", 1))
    namespace, code = field.split("__")
    device = Device.objects.get()
    held = device.common_values() if namespace == "device" else device.parameter_values()
    assert held[code] == stored


def test_html_is_text_on_every_page(portal, clerk) -> None:
    attack = "<script>alert(1)</script>"
    portal.post(ADD, record_form(device__internal_number=attack, device__remark='"><img src=x>'))
    device = Device.objects.get()
    for address in (
        f"/portal/devices/{device.pk}/",
        f"/portal/devices/{device.pk}/edit/",
        "/portal/devices/unapproved/",
    ):
        source = portal.get(address).content.decode()
        assert attack not in source
        assert "<img src=x>" not in source
    assert "&lt;script&gt;alert(1)" in portal.get(f"/portal/devices/{device.pk}/").content.decode()


def sent(name: str, data: bytes, media_type: str = "application/pdf") -> dict[str, SimpleUploadedFile]:
    return {"attachments.nameplate_photo": SimpleUploadedFile(name, data, media_type)}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.pdf", b""),
        ("图.pdf", PNG),
        ("改名.png", b"MZ\x90\x00 this is a program"),
        ("网页.pdf", b"<html><script>alert(1)</script></html>"),
        ("半张.jpg", jpeg()[:200]),
        ("大.pdf", b"%PDF-1.7" + b"0" * (21 * 1024 * 1024)),
    ],
)
@pytest.mark.parametrize("which", ["record", "renewal"])
def test_a_wrong_file_is_refused_at_its_place_and_the_rest_stays(portal, draft, name, data, which) -> None:
    before = RenewalApplication.objects.values().get()
    kept = Attachment.objects.count()
    if which == "record":
        form, address = record_form(2, device__internal_number="留着的"), ADD
    else:
        form = renewal_form(revision=draft.revision, device__internal_number="留着的")
        address = of_renewal(draft, "edit/")
    answer = portal.post(address, form | sent(name, data))
    assert answer.status_code == 422
    assert name in problem_at(answer, "attachments.nameplate_photo")
    assert 'value="留着的"' in text_of(answer)
    assert RenewalApplication.objects.values().get() == before
    assert Attachment.objects.count() == kept
    assert Device.objects.count() == 1


def test_a_file_once_sent_is_not_asked_again_after_an_error_elsewhere(portal) -> None:
    answer = portal.post(
        ADD, record_form(device__manufacture_date="昨天") | {"attachments.old_certificate": png()}
    )
    assert answer.status_code == 422
    (token,) = tokens(answer)
    again_sent = portal.post(ADD, record_form() | {"staged": token})
    assert again_sent.status_code == 302
    assert Attachment.objects.get().kind == "old_certificate"


def test_a_good_file_beside_a_bad_one_is_carried_on(portal) -> None:
    files = {"attachments.old_certificate": png(), **sent("空.pdf", b"")}
    answer = portal.post(ADD, record_form() | files)
    assert answer.status_code == 422
    assert len(tokens(answer)) == 1


def test_a_carried_file_can_be_dropped_again(portal) -> None:
    answer = portal.post(
        ADD, record_form(device__manufacture_date="昨天") | {"attachments.old_certificate": png()}
    )
    (token,) = tokens(answer)
    portal.post(ADD, record_form() | {"staged": token, "drop_staged": token})
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("forge", ["stranger", "nonsense", "colleague"])
def test_a_token_of_somebody_else_adds_nothing(portal, stranger, manager, forge) -> None:
    file = store_bytes(data=pdf(), media_type="application/pdf")
    people = {"stranger": stranger, "colleague": manager}
    token = (
        sign_staged(file, "旧证.pdf", "old_certificate", people[forge]) if forge in people else "abc:def:ghi"
    )
    answer = portal.post(ADD, record_form() | {"staged": token})
    assert answer.status_code == 422
    assert "添加凭证无效" in text_of(answer)
    assert not Device.objects.exists()
    assert not Attachment.objects.exists()


def test_a_token_shows_its_file_to_its_owner_alone(portal, signed_in, stranger, clerk) -> None:
    file = store_bytes(data=pdf(), media_type="application/pdf")
    token = sign_staged(file, "旧证.pdf", "old_certificate", clerk)
    assert portal.get(f"/files/staged/{token}").status_code == 200
    assert signed_in(stranger).get(f"/files/staged/{token}").status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999", "9223372036854775808", "99999999999999999999999"])
@pytest.mark.parametrize("name", ["", "edit/", "renewal/"])
def test_an_unknown_machine_is_not_found(portal, pk, name) -> None:
    assert portal.get(f"/portal/devices/{pk}/{name}").status_code == 404


@pytest.mark.parametrize("pk", ["1", "9223372036854775808"])
def test_an_unknown_message_or_file_is_not_found(portal, pk) -> None:
    assert portal.post(f"/portal/messages/{pk}/").status_code == 404
    assert portal.get(f"/files/{pk}/a.pdf").status_code == 404


def test_fields_that_the_form_does_not_have_are_left_alone(portal, draft) -> None:
    forged = {
        "parameters.no_such": "1",
        "approval_status": "accepted",
        "round": "9",
        "device.owner_uscc": "X",
    }
    portal.post(of_renewal(draft, "edit/"), renewal_form(revision=draft.revision) | forged)
    kept = again(draft)
    assert (kept.approval_status, kept.round) == ("not_submitted", 0)
    assert "no_such" not in kept.parameters
    assert "owner_uscc" not in kept.details
