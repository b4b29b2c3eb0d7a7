"""证照查验: anybody may check a machine by its number and serial, and learns its face fields alone."""

from __future__ import annotations

import pytest
from django.test import Client

from certificates.plates import plate_address
from tests.cases import handed_in, issued, registered, uploading
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
MARK = "11100000000013338W999.11442000DEM00009XM.T202600001.001.1"
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


def test_without_a_cache_each_process_keeps_the_limit(settings):
    settings.VERIFY_PER_MINUTE = 2
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "zhongshan_crane.cache.OptionalRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.1},
        }
    }
    asked = {"number": "粤T-T00001", "serial": "2018-0001"}
    assert [Client().get("/verify/", asked).status_code for _ in range(3)] == [200, 200, 429]


def test_one_subscriber_s_ipv6_addresses_count_together(settings):
    settings.VERIFY_PER_MINUTE = 2
    asked = {"number": "粤T-T00001", "serial": "2018-0001"}
    from_address = lambda address: Client(REMOTE_ADDR=address).get("/verify/", asked).status_code  # noqa: E731
    same = [from_address(f"2001:db8:1:2::{last}") for last in (1, 2, 3)]
    assert [*same, from_address("2001:db8:1:3::1")] == [200, 200, 429, 200]


def test_an_unknown_number_and_a_wrong_serial_ask_the_database_alike(
    clerk, reviewer, django_assert_num_queries
) -> None:
    mark = issued(clerk, reviewer).certificate_number
    for number, serial in (("粤TF-T202600001", "9"), ("粤T-T00001", "9"), ("粤T-T99999", "2018-0001")):
        with django_assert_num_queries(1):
            ask(number, serial)
    for identifier in (mark, "1.2.156.3005.2.DEMO.99999"):
        with django_assert_num_queries(1):
            assert "没有同时符合该证照标识和出厂编号的设备" in ask(identifier, "9")


@pytest.mark.parametrize(
    "text",
    [
        "https://zwfw.example/cert?no=%E7%B2%A4TF-T202600001&t=7",
        "https://zwfw.example/cert?no=%D4%C1TF-T202600001",
        '{"bah": "\\u7ca4TF-T202600001", "mc": "塔式起重机"}',
        "备案编号：粤 TF － T202600001\n原备案编号：粤T-T00001",
        "1.2.156.3005.2.DEMO.00001",
        "粵tf-t202600001",
    ],
)
def test_whatever_a_code_says_its_number_is_read_out(clerk, reviewer, text) -> None:
    issued(clerk, reviewer)
    assert "✓ 有效" in ask(text)


def test_a_number_alone_asks_for_the_serial_and_a_serial_in_the_code_counts(clerk, reviewer) -> None:
    issued(clerk, reviewer)
    scanned = "备案号:粤TF-T202600001 产权备案证"
    page = text_of(Client().get("/verify/", {"number": scanned}))
    assert "已读出备案号，请再输入设备铭牌上的出厂编号" in page
    assert 'value="粤TF-T202600001"' in page
    assert "QTZ80" not in page
    whole = text_of(Client().get("/verify/", {"number": f"{scanned} 出厂编号:2018-0001"}))
    assert "✓ 有效" in whole


def test_a_plate_s_address_may_be_pasted(clerk, reviewer) -> None:
    device = issued(clerk, reviewer).device
    device = type(device).objects.get(pk=device.pk)
    page = text_of(Client().get("/verify/", {"number": plate_address(device)}))
    assert "✓ 有效" in page
    assert "serial=2018-0001" in page


def test_a_mark_with_a_wrong_check_character_is_told_so(db) -> None:
    page = text_of(Client().get("/verify/", {"number": f"1.2.156.3005.2.{MARK[:-1]}7", "serial": "1"}))
    assert "校验位不符" in page
    assert "未查到" not in page


def test_no_browser_keeps_an_answer_and_no_search_engine_lists_it(db) -> None:
    answer = Client().get("/verify/", {"number": "粤T-T00001", "serial": "1"})
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
