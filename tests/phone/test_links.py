"""The QR codes themselves: who makes and ends them, when they die, and what a stranger learns."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from ground.digests import sm3_hex
from renewals.models import PhotoLink
from renewals.phone.limiting import MISSES, REQUESTS
from tests.cases import drafted, recorded
from tests.doors import asks_to_log_in, names_who_may, turns_strangers_away
from tests.pages import of_device, of_renewal, text_of, words_of

pytestmark = pytest.mark.django_db
NOWHERE = "/u/" + "A" * 32 + "/"


def page_of(client, path: str) -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, re.sub(r"[\w-]{32,}", "", answer.content.decode())


def test_the_token_is_kept_as_its_digest_alone(link, clerk, reviewer) -> None:
    path = link(of_renewal(drafted(clerk, reviewer), "phone/"))
    token = path.split("/")[2]
    [row] = PhotoLink.objects.values()
    assert row["digest"] == sm3_hex(token.encode())
    assert token not in str(row)


def test_unknown_ended_outdated_used_up_and_an_account_that_is_gone_answer_alike(
    phone, link, portal, clerk, reviewer, settings
) -> None:
    address = of_renewal(drafted(clerk, reviewer), "phone/")
    unknown = page_of(phone, NOWHERE)
    assert unknown[0] == 404
    assert "重新生成二维码" in unknown[1]
    path = link(address)
    assert phone.get(path).status_code == 200
    with time_machine.travel(PhotoLink.objects.get().expires_at):
        assert page_of(phone, path) == unknown
    settings.ATTACH_LIMITS = {"link_files": 0}
    assert page_of(phone, path) == unknown
    settings.ATTACH_LIMITS = {}
    portal.post(f"/portal/phone/{PhotoLink.objects.get().pk}/end/")
    assert page_of(phone, path) == unknown
    path = link(address)
    type(clerk).objects.update(is_active=False)
    assert page_of(phone, path) == unknown


def test_a_dead_link_takes_nothing_and_tells_a_script_in_words(phone) -> None:
    begun = phone.post(
        f"{NOWHERE}uploads/", {"name": "1.jpg", "size": 10}, headers={"accept": "application/json"}
    )
    assert (begun.status_code, "重新生成二维码" in begun.json()["detail"]) == (404, True)
    assert phone.post(NOWHERE, {}).status_code == 404


def test_a_new_code_ends_the_persons_former_one_and_leaves_the_colleagues(
    phone, link, signed_in, clerk, manager, reviewer
) -> None:
    address = of_renewal(drafted(clerk, reviewer), "phone/")
    first, colleagues, second = link(address), link(address, signed_in(manager)), link(address)
    assert [phone.get(path).status_code for path in (first, colleagues, second)] == [404, 200, 200]
    assert "另有 2 个二维码仍可使用" in text_of(signed_in(clerk).get(address))


def test_a_colleague_ends_a_code_and_a_second_click_changes_nothing(
    signed_in, link, clerk, manager, reviewer
) -> None:
    link(of_renewal(drafted(clerk, reviewer), "phone/"))
    end = f"/portal/phone/{PhotoLink.objects.get().pk}/end/"
    for _ in range(2):
        answer = signed_in(manager).post(end, headers={"hx-request": "true"})
        assert "已停用" in text_of(answer)
    ended = PhotoLink.objects.get().revoked_at
    signed_in(manager).post(end)
    assert PhotoLink.objects.get().revoked_at == ended


def test_strangers_and_the_office_make_no_codes_and_see_none(
    link, clerk, stranger, reviewer, signed_in
) -> None:
    renewal, device = drafted(clerk, reviewer), recorded(clerk, 2)
    for address in (of_renewal(renewal, "phone/"), of_device(device, "phone/")):
        turns_strangers_away(address, {}, stranger, renewal, device)
        names_who_may(address, {}, reviewer, renewal, device)
        asks_to_log_in(address, {}, renewal, device)
    link(of_renewal(renewal, "phone/"))
    made = PhotoLink.objects.get()
    turns_strangers_away(f"/portal/phone/{made.pk}/end/", {}, stranger, made)
    assert signed_in(stranger).get(f"/portal/phone/{made.pk}/arrived/").status_code == 404


def test_the_phone_learns_model_number_and_serial_and_no_more(phone, link, clerk, reviewer, firm) -> None:
    renewal = drafted(clerk, reviewer)
    words = words_of(phone.get(link(of_renewal(renewal, "phone/"))))
    for known in (renewal.model, renewal.factory_number, renewal.registration_number):
        assert known in words
    for unknown in (firm.name, firm.uscc, renewal.contact_phone, renewal.contact_name, "nameplate_photo.png"):
        assert unknown not in words


def test_who_tries_addresses_is_stopped_and_a_link_has_its_measure(
    phone, link, clerk, reviewer, monkeypatch
) -> None:
    path = link(of_renewal(drafted(clerk, reviewer), "phone/"))
    monkeypatch.setattr("renewals.phone.limiting.REQUESTS", 3)
    assert [phone.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert REQUESTS > 100
    assert {phone.get(NOWHERE).status_code for _ in range(MISSES)} == {404}
    assert phone.get(NOWHERE).status_code == 429


def test_the_page_at_the_desk_works_without_script(portal, clerk, reviewer) -> None:
    address = of_renewal(drafted(clerk, reviewer), "phone/")
    assert "生成二维码" in words_of(portal.get(address))
    made = text_of(portal.post(address))
    assert 'src="data:image/svg+xml' in made
    back = portal.post(f"/portal/phone/{PhotoLink.objects.get().pk}/end/", {"back": "https://example.com/"})
    assert back["Location"] == "/portal/renewals/"


def test_posting_from_elsewhere_needs_the_pages_token(link, clerk, reviewer) -> None:
    path = link(of_renewal(drafted(clerk, reviewer), "phone/"))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{path}uploads/", {"name": "1.jpg", "size": 1}).status_code == 403
