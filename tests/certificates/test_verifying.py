"""证照查验: anybody may check a machine by its number and serial, and learns its face fields alone."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases import handed_in, issued, registered, uploading
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
UNKNOWN = "没有同时符合该备案号和出厂编号的设备"


def ask(number: str, serial: str = "2018-0001") -> str:
    answer = Client().get("/verify/", {"number": number, "serial": serial})
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("number", ["粤TF-T202600001", "TF-T202600001", "ｔｆ－ｔ２０２６００００１"])
def test_an_issued_certificate_is_good(clerk, reviewer, firm, number) -> None:
    issued(clerk, reviewer)
    page = ask(number)
    for words in ("✓ 有效", "QTZ80(TC6012)", "2018-0001", firm.name, "2026-06-08"):
        assert words in page, words


def test_its_old_number_leads_to_the_new_one(clerk, reviewer) -> None:
    issued(clerk, reviewer)
    assert "已换新证：粤TF-T202600001" in ask("粤T-T00001")


def test_a_machine_before_and_during_its_exchange_is_named_so(clerk, reviewer) -> None:
    registered(clerk, reviewer, 1)
    assert "旧证·待换发" in ask("粤T-T00001")
    uploading(clerk, reviewer, 2)
    assert "换证办理中" in ask("粤T-T00002", "2018-0002")


def test_an_unknown_number_and_a_wrong_serial_get_the_same_answer(clerk, reviewer) -> None:
    registered(clerk, reviewer)
    wrong_serial, unknown = ask("粤T-T00001", "2018-9999"), ask("粤T-T99999", "2018-0001")
    assert UNKNOWN in wrong_serial
    assert UNKNOWN in unknown


def test_a_record_that_is_not_registered_is_unknown(clerk) -> None:
    handed_in(clerk)
    assert UNKNOWN in ask("粤T-T00001")


def test_no_personal_data_are_shown(clerk, reviewer) -> None:
    issued(clerk, reviewer)
    page = ask("粤TF-T202600001")
    for secret in ("张示例", "13800000001", "石岐街道示例路"):
        assert secret not in page


@pytest.mark.parametrize("number", ["", " ", "<script>alert(1)</script>", "🏗", "x" * 5000, "' OR 1=1 --"])
def test_nonsense_is_answered_calmly(db, number) -> None:
    answer = Client().get("/verify/", {"number": number, "serial": "2018-0001"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_without_a_question_there_is_only_the_form(db) -> None:
    words = words_of(Client().get("/verify/"))
    assert "查验" in words
    assert "未查到" not in words


def test_an_address_checks_so_many_times_a_minute(settings):
    settings.VERIFY_PER_MINUTE = 2
    asked = {"number": "粤T-T00001", "serial": "2018-0001"}
    visitor = Client()
    assert [visitor.get("/verify/", asked).status_code for _ in range(3)] == [200, 200, 429]
    late = visitor.get("/verify/", asked)
    assert late["Retry-After"] == "60"
    assert "一分钟后再查" in late.content.decode()
    assert 'value="2018-0001"' in late.content.decode()
    assert visitor.get("/verify/no-such-plate/").status_code == 429
    assert visitor.get("/verify/").status_code == 200
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.get("/verify/", asked).status_code == 200


def test_without_a_cache_everybody_checks(settings):
    settings.VERIFY_PER_MINUTE = 1
    settings.CACHES = {
        "default": {
            "BACKEND": "zhongshan_crane.cache.OptionalRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.1},
        }
    }
    asked = {"number": "粤T-T00001", "serial": "2018-0001"}
    assert [Client().get("/verify/", asked).status_code for _ in range(3)] == [200, 200, 200]
