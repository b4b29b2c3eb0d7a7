"""一机一码: the plate of a renewed machine, and what its QR code leads to."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.conf import settings as django_settings
from django.test import Client

from certificates.plates import plate_address
from certificates.reading import plate_token, read_plate
from tests.cases import again, issued, registered
from tests.pages import of_device, text_of
from tests.papers import is_archivable, pages_of, paper_of, sizes_of

pytestmark = pytest.mark.django_db
PLATES, LIST = "/certificates/plates/", "/portal/certificates/"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def machine(clerk, reviewer):
    return again(issued(clerk, reviewer).device)


def scanned(address: str):
    return Client().get(address.removeprefix(django_settings.PUBLIC_BASE_URL))


def test_the_plate_names_the_machine(portal, machine, firm) -> None:
    answer = portal.get(PLATES, {"device": machine.pk})
    paper = paper_of(answer)
    for words in ("粤TF-T202600001", "QTZ80(TC6012)", "2018-0001", firm.name, "塔式起重机"):
        assert words in paper, words
    assert sizes_of(answer) == {(105, 148)}
    assert is_archivable(answer)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "设备码牌_粤TF-T202600001.pdf" in unquote(answer["Content-Disposition"])


def test_plates_come_in_batches_four_on_a_sheet_where_asked(portal, clerk, reviewer) -> None:
    devices = [issued(clerk, reviewer, number).device.pk for number in range(1, 6)]
    assert len(pages_of(portal.get(PLATES, {"device": devices}))) == 5
    sheets = portal.get(PLATES, {"device": devices, "layout": "a4"})
    assert (len(pages_of(sheets)), sizes_of(sheets)) == (2, {(210, 297)})
    assert "2018-0005" in paper_of(portal.get(PLATES, {"all": "1"}))
    assert "2018-0004" not in paper_of(portal.get(PLATES, {"all": "1", "q": "2018-0005"}))


def test_the_code_leads_to_the_verdict_on_this_machine(machine) -> None:
    page = text_of(scanned(plate_address(machine)))
    for words in ("✓ 有效", "粤TF-T202600001", "2018-0001"):
        assert words in page, words


def test_a_code_of_the_old_number_leads_to_the_new_one(machine) -> None:
    token = plate_token(number=machine.old_registration_number, serial=machine.factory_number)
    assert "已换新证：粤TF-T202600001" in text_of(Client().get(f"/verify/{token}/"))


@pytest.mark.parametrize(
    "harm", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.split(".")[0], lambda t: "x", lambda t: "🏗"]
)
def test_a_code_that_was_not_signed_here_says_nothing_of_any_machine(machine, harm) -> None:
    token = harm(plate_token(number=machine.registration_number, serial=machine.factory_number))
    answer = Client().get(f"/verify/{token}/")
    assert answer.status_code == 404
    assert "二维码无效" in text_of(answer)
    assert "QTZ80" not in text_of(answer)


def test_a_code_whose_machine_is_no_longer_so_named_says_that_it_is_outdated(machine) -> None:
    token = plate_token(number=machine.registration_number, serial="2018-7777")
    assert "码牌可能已过时" in text_of(Client().get(f"/verify/{token}/"))


def test_plates_that_hang_outlive_a_change_of_the_key(settings) -> None:
    token = plate_token(number="粤TF-T202600001", serial="2018-0001")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-at-least-fifty-characters-0123456789"
    assert read_plate(token) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert read_plate(token) == ("粤TF-T202600001", "20180001")


def test_a_machine_without_its_new_certificate_has_no_plate(portal, clerk, reviewer, machine) -> None:
    awaiting = registered(clerk, reviewer, 7)
    assert portal.get(PLATES, {"device": awaiting.pk}).status_code == 404
    assert "打印设备码牌" not in text_of(portal.get(of_device(awaiting)))
    assert f"{PLATES}?device={machine.pk}" in text_of(portal.get(of_device(machine)))
    assert f'form="chosen" name="certificate" value="{machine.certificates.get().pk}"' in text_of(
        portal.get(LIST)
    )


def test_nothing_chosen_too_much_and_nonsense(portal, db) -> None:
    nothing, too_many = portal.get(PLATES), portal.get(PLATES, {"device": range(201)})
    assert (nothing.status_code, "还没有选择电子证照" in text_of(nothing)) == (422, True)
    assert (too_many.status_code, "一次最多打印 200 份" in text_of(too_many)) == (422, True)
    assert portal.get(PLATES, {"all": "1"}).status_code == 422
    assert portal.get(PLATES, {"device": "x"}).status_code == 404


def test_a_filter_that_finds_too_many_says_how_to_go_on(portal, clerk, reviewer, monkeypatch) -> None:
    monkeypatch.setattr("certificates.views.MOST", 1)
    issued(clerk, reviewer, 1)
    issued(clerk, reviewer, 2)
    refused = portal.get(PLATES, {"all": "1"})
    assert (refused.status_code, "请用查询条件缩小范围" in text_of(refused)) == (422, True)
    assert portal.get(PLATES, {"all": "1", "q": "2018-0002"}).status_code == 200


def test_a_stranger_finds_no_plate_and_the_office_prints_it(
    signed_in, machine, stranger, reviewer, make_user
) -> None:
    address = f"{PLATES}?device={machine.pk}"
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(reviewer).get(address).status_code == 200
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert signed_in(elsewhere).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")
