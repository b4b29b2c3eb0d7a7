"""What people at the province can do: read the books, announce, set conditions, stop."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def command(data, *words):
    environment = os.environ | {
        "MOCK_PROVINCE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "zhongshan_crane.settings",
    }
    words = [sys.executable, "-m", "mock_province", *words]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def foreign():
    return {
        "registration_no": "粤AA-T202600077",
        "previous_registration_no": "粤A-T05678",
        "category": "TOWER_CRANE",
        "model": "QTZ63(TC5013)",
        "serial_no": "F-0077",
        "manufacturer": "示例重工机械有限公司",
        "owner_name": "广州示例建筑有限公司",
        "owner_uscc": "91440100DEM000049N",
        "owner_region_code": "440100",
        "status": "VALID",
    }


def last_item(province):
    return province.feed("?limit=500").data["items"][-1]


def test_a_registration_of_elsewhere_is_announced_from_the_page(province, foreign):
    form = province.http.get(province.base + "/registrations/new")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
    answer = province.http.post(form.url, data=foreign | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    item = last_item(province)
    assert (item["registrationNo"], item["clientRef"]) == ("粤AA-T202600077", None)


def test_the_page_names_what_is_wrong(province, foreign):
    form = province.http.get(province.base + "/registrations/new")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
    answer = province.http.post(
        form.url, data=foreign | {"csrfmiddlewaretoken": token, "owner_uscc": "914401"}
    )
    assert answer.status_code == 422
    assert "应为 18 位统一社会信用代码" in answer.text


def test_the_page_takes_nothing_from_other_sites(province, foreign):
    assert province.http.post(province.base + "/registrations/new", data=foreign).status_code == 403


def test_a_cancellation_is_announced_by_command(province_and_data, foreign):
    province, data = province_and_data
    foreign |= {"status": "CANCELLED"}
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in foreign.items()]
    assert command(data, "add_registration", *flags).returncode == 0
    assert last_item(province)["status"] == "CANCELLED"


def test_maintenance_is_told_with_the_time_to_wait(province_and_data):
    province, data = province_and_data
    command(data, "set_conditions", "--maintenance-seconds", "60")
    answer = province.feed()
    command(data, "set_conditions")
    assert (answer.status, answer.code) == (503, 50301)
    assert 50 < int(answer.http.headers["Retry-After"]) <= 60
    assert province.feed().code == 0


def test_too_many_requests_are_told_to_wait(province_and_data):
    province, data = province_and_data
    command(data, "set_conditions", "--requests-per-minute", "2")
    answers = [province.feed() for _ in range(3)]
    command(data, "set_conditions")
    assert (answers[-1].status, answers[-1].code) == (429, 42901)
    assert 1 <= int(answers[-1].http.headers["Retry-After"]) <= 60


def test_the_books_show_renewals_and_requests(province, renewal):
    province.result_of(renewal)
    page = province.http.get(province.base + "/")
    assert page.status_code == 200
    assert renewal["clientRef"] in page.text
    assert "POST /api/v1/renewals" in page.text


def test_the_pages_load_nothing_from_elsewhere(province):
    page = province.http.get(province.base + "/")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
    assert "<script" not in page.text
    assert province.http.get(province.base + "/design/style.css").status_code == 200


def test_each_request_is_one_line_of_the_log(province_and_data):
    province, data = province_and_data
    request_id = province.feed().http.json()["requestId"]
    lines = [line for line in (data / "server.log").read_text().splitlines() if request_id in line]
    assert len(lines) == 1
    assert "GET '/api/v1/registrations' 200 code=0" in lines[0]


def test_the_books_outlive_the_process(province_and_data, start_province, renewal):
    province, data = province_and_data
    number = province.result_of(renewal)["acceptanceNo"]
    another_process, _ = start_province(data=str(data))
    assert another_process.ask([number]).data == province.ask([number]).data


def test_it_stops_soon_after_the_signal(start_province, running):
    start_province()
    running[-1].terminate()
    assert running[-1].wait(4) == 0
