"""What goes wrong on purpose, set on the page, by the control address and by command."""

import re
import subprocess
import sys

import httpx
import pytest

from tests.mock_province.bodies import make_renewal
from tests.mock_province.caller import headers, sm3
from tests.mock_province.test_mock_operation import command


def signed_get(province, path):
    target = "/api/v1" + path
    return province.http.get(province.base + target, headers=headers("GET", target))


def ledger_of(province):
    after = province.http.get(province.base + "/control/ledger?limit=2000").json()
    entries = after["entries"]
    while after["more"]:
        last = entries[-1]["id"]
        after = province.http.get(f"{province.base}/control/ledger?limit=2000&after={last}").json()
        entries += after["entries"]
    return entries


def test_put_lifts_what_is_not_given_and_patch_leaves_it(province, set_to):
    set_to(error_percent=10, latency_ms=5)
    kept = province.http.patch(province.base + "/control/conditions", json={"lost_percent": 7}).json()
    assert (kept["error_percent"], kept["latency_ms"], kept["lost_percent"]) == (10, 5, 7)
    lifted = set_to(cut_percent=1).json()
    assert (lifted["error_percent"], lifted["lost_percent"], lifted["cut_percent"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"error_percent": 101}, 422),
        ({"latency_ms": -1}, 422),
        ({"certificate_format": "doc"}, 422),
        ({"weather": "rain"}, 400),
        ([1], 400),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(province, set_to, given, status):
    before = province.http.get(province.base + "/control/conditions").json()
    assert province.http.put(province.base + "/control/conditions", json=given).status_code == status
    assert province.http.get(province.base + "/control/conditions").json() == before


def test_a_page_of_another_site_cannot_set_them(province):
    answer = province.http.put(province.base + "/control/conditions", content=b"error_percent=100")
    assert answer.status_code == 400


def test_the_page_sets_and_shows_them(province, set_to):
    page = province.http.get(province.base + "/switches")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    typed = {
        name: value
        for name, value in province.http.get(province.base + "/control/conditions").json().items()
        if value is not False
    }
    typed |= {"csrfmiddlewaretoken": token, "corrupt_percent": "33"}
    answer = province.http.post(page.url, data=typed)
    assert answer.status_code == 302, answer.text
    assert "证照文件损坏（%）：33" in province.http.get(province.base + "/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', province.http.get(page.url).text)[1]
    province.http.post(page.url, data={"csrfmiddlewaretoken": token, "calm": "1"})
    assert "已打开的开关" not in province.http.get(province.base + "/").text


def test_the_command_sets_them(province_and_data, set_to):
    province, data = province_and_data
    assert command(data, "set_conditions", "--stale-percent", "12", "--retry-after-as-date").returncode == 0
    command(data, "set_conditions", "--keep", "--clock-skew-seconds=-90")
    now = province.http.get(province.base + "/control/conditions").json()
    assert (now["stale_percent"], now["retry_after_as_date"], now["clock_skew_seconds"]) == (12, True, -90)
    assert command(data, "set_conditions", "--stale-percent", "many").returncode != 0


def test_an_error_comes_before_anything_is_done(province, set_to, renewal):
    set_to(error_percent=100)
    answer = province.hand_over(renewal)
    set_to()
    assert (answer.status, answer.code) == (500, 50001)
    assert province.find(renewal["clientRef"]).code == 40401


@pytest.mark.parametrize("switch", ["lost_percent", "cut_percent"])
def test_an_answer_is_lost_after_the_commit(province, set_to, renewal, switch):
    set_to(**{switch: 100})
    with pytest.raises(httpx.RemoteProtocolError):
        province.hand_over(renewal)
    set_to()
    assert province.find(renewal["clientRef"]).code == 0


def test_a_gateways_page_stands_in_for_the_answer(province, set_to):
    set_to(html_percent=100)
    pages = [signed_get(province, "/registrations") for _ in range(12)]
    assert {page.status_code for page in pages} == {200}
    assert any("<html>" in page.text for page in pages)


@pytest.mark.parametrize("as_date", [False, True])
def test_who_is_told_to_wait_is_told_how_long(province, set_to, as_date):
    set_to(busy_percent=100, retry_after_seconds=30, retry_after_as_date=as_date)
    answer = province.feed()
    assert answer.code in (42901, 50301)
    assert answer.http.headers["Retry-After"].endswith("GMT") == as_date
    assert as_date or answer.http.headers["Retry-After"] == "30"


def test_a_clock_that_is_ahead_refuses_the_right_time_and_says_its_own(province, set_to):
    set_to(clock_skew_seconds=4000)
    answer = province.feed()
    assert answer.code == 40102
    later = province.send(
        "listRegistrations", "GET", "/registrations", timestamp=str(answer.data["serverTime"])
    )
    assert later.code == 0


def test_statuses_come_stale_twice_or_not_at_all(province, set_to, renewal):
    number = province.result_of(renewal)["acceptanceNo"]
    set_to(stale_percent=100)
    (stale,) = province.ask([number]).data["items"]
    assert (stale["status"], stale["revision"], stale["certificate"]) == ("PROCESSING", 2, None)
    set_to(duplicate_percent=100)
    assert sorted(item["revision"] for item in province.ask([number]).data["items"]) == [2, 3]
    set_to(silent_percent=100)
    assert province.ask([number]).data == {"items": [], "unknown": []}


def test_an_unknown_word_is_no_status_of_the_contract(province, set_to, renewal):
    number = province.result_of(renewal)["acceptanceNo"]
    set_to(unknown_word_percent=100)
    with pytest.raises(AssertionError, match="SEALING"):
        province.ask([number])


def test_a_file_comes_corrupt(province, set_to, renewal):
    certificate = province.result_of(renewal)["certificate"]
    set_to(corrupt_percent=100)
    assert sm3(province.certificate_file(certificate["certificateNo"]).content) != certificate["fileSm3"]
    set_to()
    assert sm3(province.certificate_file(certificate["certificateNo"]).content) == certificate["fileSm3"]


def test_what_is_returned_on_purpose_says_the_reason(province, set_to, renewal):
    set_to(return_percent=100, return_reason="铭牌照片模糊")
    assert (province.result_of(renewal)["status"], province.find(renewal["clientRef"]).data["status"]) == (
        "RETURNED",
        "RETURNED",
    )


def test_the_ledger_tells_what_was_asked_committed_and_answered(province, renewal):
    answer = province.hand_over(renewal)
    mine = [e for e in ledger_of(province) if e["requestId"] == answer.http.json()["requestId"]]
    assert [entry["kind"] for entry in mine] == ["asked", "committed", "answered"]
    asked, committed, told = (entry["facts"] for entry in mine)
    assert asked["nonce"]
    assert (committed["clientRef"], committed["contentSm3"]) == (renewal["clientRef"], asked["bodySm3"])
    assert (told["status"], told["code"]) == (202, 0)


def test_a_lost_answer_stands_in_the_ledger_as_lost(province, set_to, photo):
    renewal = make_renewal(photo)
    set_to(lost_percent=100)
    with pytest.raises(httpx.RemoteProtocolError):
        province.hand_over(renewal)
    set_to()
    last = [
        e for e in ledger_of(province) if e["kind"] == "answered" and e["what"] == "POST /api/v1/renewals"
    ][-1]
    assert last["facts"]["mishap"] == "lost"


def test_nobody_changes_or_shortens_the_ledger(province_and_data, renewal):
    province, data = province_and_data
    province.hand_over(renewal)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=20)\n"
        "for words in ('DELETE FROM mock_province_ledgerentry', \"UPDATE mock_province_ledgerentry SET what=''\"):\n"
        "    try: c.execute(words)\n"
        "    except sqlite3.IntegrityError as refusal: print(refusal)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(data / "db.sqlite3")], capture_output=True, text=True, check=True
    )
    assert said.stdout.count("append-only") == 2


@pytest.mark.parametrize("name", ["renewals", "certificates", "registrations", "files", "ledger"])
def test_each_book_can_be_read_to_its_beginning(province, photo, name):
    for _ in range(3):
        province.result_of(make_renewal(photo))
    page, seen = province.http.get(f"{province.base}/books/{name}"), 1
    while link := re.search(r'href="\?before=(\d+)"', page.text):
        page, seen = province.http.get(f"{province.base}/books/{name}?before={link[1]}"), seen + 1
        assert seen < 500
    assert page.status_code == 200
    assert province.http.get(f"{province.base}/books/{name}?before=x").status_code == 200
