"""台账导入: who may, what a file may be, stale pages and second clicks, workers that die."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import AccountEvent
from devices.import_words import ImportWork
from devices.imports import machine_taking
from devices.imports import work as importing
from devices.imports.jobs import ask, claim_next
from devices.imports.work import WORK, forget_old
from devices.models import Device, ImportJob, ImportRow, RegisterImport
from ground.errors import StepRefused
from ground.glossary import AccountStep
from ground.leasing import LostLease, do_claimed
from tests.imports.files import (
    HEADS,
    HOME,
    checked,
    columns,
    machine,
    outcomes,
    said,
    taken,
    text,
    uploaded,
    verdicts,
    work,
    xlsx,
)
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db


def send(client, data: bytes, name: str = "台账.xlsx", kind: str = "machines"):
    return client.post(f"{HOME}upload/", {"kind": kind, "workbook": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor", "clerk", "manager"])
def test_nobody_else_imports_or_looks(person, office, signed_in, request) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1)])))
    client = signed_in(request.getfixturevalue(person))
    revision = {"revision": run.revision}
    for name in ("", f"{run.pk}/", f"{run.pk}/progress/"):
        assert client.get(f"{HOME}{name}").status_code == 403
    for name in ("upload/", f"{run.pk}/check/", f"{run.pk}/take/", f"{run.pk}/export/"):
        assert client.post(f"{HOME}{name}", revision).status_code == 403
    assert not Device.objects.exists()


def test_who_is_not_logged_in_is_led_to_the_login(client) -> None:
    assert "/login/" in client.get(HOME)["Location"]


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "leer.xlsx", "0 字节"),
        (b"%PDF-1.7 nothing", "a.pdf", "不是能读取的表格"),
        (b"\x00\x01\x02\xff", "a.csv", "不是能读取的表格"),
        (b"PK\x03\x04 broken", "a.xlsx", "不是能读取的表格"),
        (b"\xff\xff\xff\x80,\xff\x80", "a.csv", "不是能读取的表格"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_the_way_out(office, data, name, word) -> None:
    answer = send(office, data, name)
    assert (answer.status_code, word in text_of(answer)) == (422, True)
    assert not RegisterImport.objects.exists()


def test_nothing_chosen_and_an_unknown_kind_are_told(office) -> None:
    assert "请先选择" in text_of(office.post(f"{HOME}upload/", {"kind": "machines"}))
    answer = send(office, xlsx([machine(1)]), kind="planes")
    assert (answer.status_code, "请选择导入内容" in text_of(answer)) == (422, True)


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (text([{"a": "1"}], "utf-8", ("a", "b")), "a.csv", "没有找到表头"),
        (xlsx([]), "a.xlsx", "没有数据行"),
        (b"PK\x03\x04", "a.xlsx", ""),
    ],
)
def test_a_file_without_header_or_rows_says_so(office, data, name, word) -> None:
    if not word:
        assert send(office, data, name).status_code == 422
        return
    run = uploaded(office, data, name=name)
    page = words_of(office.get(f"{HOME}{run.pk}/"))
    assert word in page
    assert "重新上传" in page


def test_columns_are_guessed_corrected_and_remembered(office) -> None:
    heads = ("编码", *HEADS[2:])
    rows = [machine(1) | {"编码": "粤T-T00001"}]
    run = uploaded(office, xlsx(rows, heads))
    answer = office.post(f"{HOME}{run.pk}/check/", columns(run))
    assert (answer.status_code, "没有对应到“原备案号”" in text_of(answer)) == (422, True)
    twice = columns(run, 编码="device.model")
    answer = office.post(f"{HOME}{run.pk}/check/", twice)
    assert (answer.status_code, "选了两列" in text_of(answer)) == (422, True)
    assert '<option value="device.model" selected>' in text_of(answer)
    run = checked(office, run, 编码="device.old_registration_number", 联系电话="")
    assert verdicts(run) == {2: "add"}
    again = uploaded(office, xlsx([machine(2) | {"编码": "粤T-T00002"}], heads))
    guessed = again.fields_by_place()
    assert guessed[0] == "device.old_registration_number"
    assert "device.contact_phone" not in guessed.values()


def test_an_invented_column_is_refused(office) -> None:
    run = uploaded(office, xlsx([machine(1)]))
    answer = office.post(f"{HOME}{run.pk}/check/", columns(run) | {"column-0": "device.revision"})
    assert (answer.status_code, "选择无效" in text_of(answer)) == (422, True)


def test_a_stale_page_and_a_second_click_change_nothing(office) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1)])))
    stale = {"revision": str(run.revision)}
    assert office.post(f"{HOME}{run.pk}/take/", stale).status_code == 302
    second = office.post(f"{HOME}{run.pk}/take/", stale)
    assert second.status_code == 409
    assert ImportJob.objects.filter(work=ImportWork.TAKE).count() == 1
    with pytest.raises(StepRefused, match="正式导入"):
        ask(run=run, work=ImportWork.CHECK, user=run.created_by)
    work()
    assert Device.objects.count() == 1
    assert office.post(f"{HOME}{run.pk}/take/", {}).status_code == 409


def test_nothing_is_taken_without_a_dry_run(office) -> None:
    run = uploaded(office, xlsx([machine(1)]))
    answer = office.post(f"{HOME}{run.pk}/take/", {"revision": run.revision})
    assert (answer.status_code, "请先试算" in text_of(answer)) == (409, True)


def test_long_blank_and_odd_cells_are_read_without_harm(office) -> None:
    rows = [
        machine(1, 生产厂家="长" * 10_000),
        machine(2, 规格型号="　ＱＴＺ８０　"),
        machine(3, 规格型号="QTZ\x0080"),
        {},
    ]
    run = checked(office, uploaded(office, text(rows, "utf-8"), name="台账.csv"))
    assert verdicts(run) == {2: "refused", 3: "add", 4: "add"}
    assert "超过 500 字" in words_of(office.get(f"{HOME}{run.pk}/"))
    assert taken(office, run)
    assert set(Device.objects.values_list("model", flat=True)) == {"QTZ80"}


def test_the_progress_stands_on_the_page_and_leads_to_the_result(office) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1)])))
    office.post(f"{HOME}{run.pk}/take/", {"revision": run.revision})
    page = text_of(office.get(f"{HOME}{run.pk}/"))
    assert f'hx-get="{HOME}{run.pk}/progress/"' in page
    assert "HX-Refresh" not in office.get(f"{HOME}{run.pk}/progress/")
    work()
    assert office.get(f"{HOME}{run.pk}/progress/")["HX-Refresh"] == "true"
    assert AccountEvent.objects.filter(step=AccountStep.REGISTER_TAKEN).get().detail["rows"] == 1


def test_the_result_is_narrowed_and_exported_with_the_rows_and_the_reasons(office) -> None:
    rows = [machine(1), machine(2, 出厂编号=""), machine(3, 出厂日期="去年")]
    run = checked(office, uploaded(office, xlsx(rows)))
    page = text_of(office.get(f"{HOME}{run.pk}/?verdict=refused")).partition("逐行结果")[2]
    assert ("粤T-T00002" in page, "粤T-T00001" in page) == (True, False)
    assert "粤T-T00003" in words_of(office.get(f"{HOME}{run.pk}/?noted=yes"))
    assert "粤T-T00002" in words_of(office.get(f"{HOME}{run.pk}/?q=t00002&from_line=3&to_line=3"))
    answer = office.post(f"{HOME}{run.pk}/export/", {"verdict": "refused"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    head, only = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert head[:5] == ["行", "备案号", "试算结果", "导入结果", "说明"]
    assert head[6] == "B 产权备案编号"
    assert only[:3] == ["3", "粤T-T00002", "不能导入"]
    assert "E 列“出厂编号”" in only[4]
    assert only[6] == "粤T-T00002"


def dies_after(monkeypatch, pieces: int) -> None:
    """Let the worker die in the transaction of the piece after so many."""
    counted = []

    def dying(rows, user):
        machine_taking.take(rows, user)
        counted.append(len(rows))
        if len(counted) > pieces:
            raise KeyboardInterrupt

    class Dying:
        take = staticmethod(dying)

    monkeypatch.setattr(importing, "machine_taking", Dying)
    monkeypatch.setattr(importing, "TAKEN_AT_ONCE", 2)


def test_a_killed_worker_is_followed_by_one_that_goes_on_there(office, monkeypatch) -> None:
    run = checked(office, uploaded(office, xlsx([machine(n) for n in range(1, 8)])))
    office.post(f"{HOME}{run.pk}/take/", {"revision": run.revision})
    with monkeypatch.context() as patched:
        dies_after(patched, 2)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert Device.objects.count() == 4
    assert work() == 0  # its lease still stands
    ImportJob.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert work() == 1
    assert Device.objects.count() == 7
    assert set(outcomes(run).values()) == {"added"}


def test_a_worker_that_was_replaced_writes_nothing_more(office) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1)])))
    office.post(f"{HOME}{run.pk}/take/", {"revision": run.revision})
    first = claim_next()
    assert first is not None
    ImportJob.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    second = claim_next()
    assert second is not None
    with pytest.raises(LostLease):
        WORK[ImportWork.TAKE](first)
    assert not Device.objects.exists()
    do_claimed(second, lambda: WORK[ImportWork.TAKE](second))
    assert Device.objects.count() == 1


def test_a_clash_at_the_very_moment_costs_its_own_row_alone(office, monkeypatch) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1), machine(2), machine(3)])))

    class Clashing:
        skip = staticmethod(machine_taking.skip)

        @staticmethod
        def take(rows, user):
            machine_taking.take(rows, user)
            if any(row.line == 3 for row in rows):
                raise IntegrityError

    with monkeypatch.context() as patched:
        patched.setattr(importing, "machine_taking", Clashing)
        run = taken(office, run)
    assert outcomes(run) == {2: "added", 3: "skipped", 4: "added"}
    assert "同一时刻" in said(run, 3)
    again = checked(office, run)
    assert verdicts(again)[3] == "add"
    assert outcomes(taken(office, again)) == {2: "added", 3: "added", 4: "added"}


def test_old_rows_are_let_go_and_the_machines_keep_their_history(office) -> None:
    run = taken(office, checked(office, uploaded(office, xlsx([machine(1)]))))
    now = timezone.now()
    assert forget_old(now) == 0
    assert forget_old(now + dt.timedelta(days=400)) == 1
    assert forget_old(now + dt.timedelta(days=400)) == 0
    assert not ImportRow.objects.exists()
    assert "已按期清理" in words_of(office.get(f"{HOME}{run.pk}/"))
    answer = office.post(f"{HOME}{run.pk}/check/", {"revision": run.revision})
    assert answer.status_code == 409
    assert Device.objects.count() == 1


def test_no_page_grows_with_the_number_of_rows(office, django_assert_max_num_queries) -> None:
    run = taken(office, checked(office, uploaded(office, xlsx([machine(n) for n in range(1, 61)]))))
    with django_assert_max_num_queries(24):
        first = office.get(f"{HOME}{run.pk}/").context["page"]
    rest = office.get(f"{HOME}{run.pk}/{first.next_url}").context["page"]
    assert [row.line for row in (*first, *rest)] == list(range(2, 62))
    back = office.get(f"{HOME}{run.pk}/{rest.previous_url}").context["page"]
    assert [row.line for row in back] == [row.line for row in first]
    for broken in ("WyIyIiwxXQ==", "WzFlOTksMV0=", "W3RydWUsMV0=", "kaputt"):
        assert office.get(f"{HOME}{run.pk}/?after={broken}").status_code == 200
