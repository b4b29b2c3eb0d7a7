"""台账导入 of machines: what becomes of each row, and what is never touched."""

from __future__ import annotations

import pytest

from accounts.models import Enterprise
from audit.models import HistoryEntry
from devices.models import Device, RegistrationNumber
from ground.glossary import CertificateStatus, IntakeStatus, Step
from tests import cases
from tests.imports.files import (
    HOME,
    checked,
    code_of,
    imported,
    machine,
    outcomes,
    row,
    said,
    taken,
    text,
    uploaded,
    verdicts,
    work,
    xlsx,
)
from tests.pages import words_of

pytestmark = pytest.mark.django_db
AWAITING, HOME_RENEWAL = CertificateStatus.AWAITING_RENEWAL, CertificateStatus.HOME_RENEWAL


def test_a_register_becomes_machines_that_await_their_exchange(office) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1), machine(2)], title="中山市台账")))
    assert verdicts(run) == {3: "add", 4: "add"}
    assert not Device.objects.exists()
    assert not Enterprise.objects.exists()
    run = taken(office, run)
    assert outcomes(run) == {3: "added", 4: "added"}
    device = Device.objects.get(old_registration_number="粤T-T00001")
    assert (device.intake_status, device.certificate_status) == (IntakeStatus.APPROVED, AWAITING)
    assert device.parameters["rated_load_moment"] == {"value": "80", "unit": "t·m", "provenance": "original"}
    assert device.contact_phone == "13800138000"
    assert device.enterprise.name == "中山示例台账有限公司"
    assert device.enterprise.region_code == "442000"
    assert RegistrationNumber.objects.get(key="粤TT00001").device == device
    entry = HistoryEntry.objects.of_device(device.pk).get()
    assert (entry.step, entry.detail) == (Step.DEVICE_IMPORTED, {"import": run.pk, "line": 3})
    assert HistoryEntry.objects.filter(step=Step.FIRM_IMPORTED).count() == 1


def test_a_second_run_of_the_same_file_changes_nothing(office) -> None:
    rows = [machine(1), machine(2, 产权单位="广州示例台账有限公司", 统一社会信用代码=code_of(2, "440100"))]
    imported(office, rows)
    before = list(Device.objects.order_by("pk").values())
    steps = HistoryEntry.objects.count()
    run = checked(office, uploaded(office, xlsx(rows)))
    assert set(verdicts(run).values()) == {"same"}
    assert office.post(f"{HOME}{run.pk}/take/", {"revision": run.revision}).status_code == 422
    assert list(Device.objects.order_by("pk").values()) == before
    assert HistoryEntry.objects.count() == steps


def test_a_machine_of_an_owner_elsewhere_is_exchanged_there(office) -> None:
    elsewhere = {"产权单位": "广州示例台账有限公司", "统一社会信用代码": code_of(2, "440100")}
    imported(office, [machine(1, **elsewhere)])
    assert Device.objects.get().certificate_status == HOME_RENEWAL
    assert Device.objects.get().enterprise.region_code == "440100"


def test_a_wrong_code_lets_the_row_wait_and_names_the_digit(office) -> None:
    right = code_of(1)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    run = checked(office, uploaded(office, xlsx([machine(1, 统一社会信用代码=wrong)])))
    assert verdicts(run) == {2: "waits"}
    assert f"应为“{right[-1]}”" in said(run, 2)
    assert not Enterprise.objects.exists()
    Enterprise.objects.create(name="中山示例台账有限公司", uscc=right)
    run = checked(office, run)
    assert right in said(run, 2)


def test_a_row_without_code_goes_to_the_firm_of_that_name(office, firm) -> None:
    blank = {"统一社会信用代码": "", "产权单位": firm.name}
    run = imported(office, [machine(1, **blank), machine(2, 统一社会信用代码="")])
    assert verdicts(run) == {2: "add", 3: "waits"}
    assert Device.objects.get().enterprise == firm


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"产权备案编号": ""}, "B 列“产权备案编号”"),
        ({"产权备案编号": "粤T-S00001"}, "类别字母S"),
        ({"产权备案编号": "粤TA-T202600001"}, "电子证照"),
        ({"设备类型": "飞艇"}, "认不出设备类别"),
        ({"出厂编号": ""}, "E 列“出厂编号”"),
        ({"出厂编号": "编号 不详!"}, "出厂编号"),
        ({"规格型号": "x" * 80}, "最多50个字"),
        ({"生产厂家": "厂\U0001f600"}, "表情"),
        ({"产权单位": "", "统一社会信用代码": ""}, "没有填写产权单位"),
    ],
)
def test_a_row_without_a_sound_identity_is_refused_with_its_column(office, changes, word) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1, **changes), machine(2)])))
    assert verdicts(run) == {2: "refused", 3: "add"}
    assert word in words_of(office.get(f"{HOME}{run.pk}/?verdict=refused"))


def test_what_is_no_identity_and_cannot_be_read_is_left_out_with_a_remark(office) -> None:
    run = imported(office, [machine(1, 出厂日期="去年", 联系电话="不详", **{"额定起重力矩(t·m)": "很大"})])
    assert outcomes(run) == {2: "added"}
    device = Device.objects.get()
    assert (device.manufacture_date, device.contact_phone, device.parameters) == (None, "", {})
    assert said(run, 2).count("没有导入") == 3
    assert row(run, 2).noted


def test_full_width_short_and_lower_case_writing_is_understood(office) -> None:
    odd = machine(1, 产权备案编号="ｔ－ｔ００００１", 出厂日期="2015年6月", 设备类型="")
    imported(office, [odd])
    device = Device.objects.get()
    assert device.old_registration_number == "粤T-T00001"
    assert (str(device.manufacture_date), device.details["manufacture_date_precision"]) == (
        "2015-06-01",
        "month",
    )


def test_doubles_in_the_file_are_told_and_only_a_wholly_alike_one_is_taken(office) -> None:
    rows = [machine(1), machine(1), machine(2), machine(3, 产权备案编号="粤T-T00002"), machine(4)]
    rows.append(machine(5, 出厂编号="A2015-00004"))
    run = imported(office, rows)
    expected = ["add", "duplicate", "duplicate", "duplicate", "duplicate", "duplicate"]
    assert list(verdicts(run).values()) == expected
    assert "第 2 行完全相同" in said(run, 3)
    assert "备案号与第 5 行相同" in said(run, 4)
    assert "出厂编号与第 7 行相同" in said(run, 6)
    assert Device.objects.count() == 1


def test_what_an_import_wrote_and_nobody_touched_is_changed_by_the_next(office) -> None:
    imported(office, [machine(1, 联系电话="")])
    run = imported(office, [machine(1, 规格型号="QTZ80(5513)", **{"额定起重力矩(t·m)": "81"})])
    assert outcomes(run) == {2: "changed"}
    device = Device.objects.get()
    assert (device.model, device.parameters["rated_load_moment"]["value"]) == ("QTZ80(5513)", "81")
    assert device.contact_phone == "13800138000"
    entry = HistoryEntry.objects.filter(step=Step.DEVICE_IMPORT_CHANGED).get()
    assert set(entry.detail["fields"]) == {"model", "contact_phone", "rated_load_moment"}
    assert imported(office, [machine(1, 规格型号="QTZ80(5513)"), machine(2)]).pk
    assert Device.objects.get(pk=device.pk).model == "QTZ80(5513)"


def test_what_the_firm_recorded_is_never_overwritten_but_told(office, clerk, reviewer, firm) -> None:
    device = cases.registered(clerk, reviewer, 1)
    given = {"产权单位": firm.name, "统一社会信用代码": firm.uscc}
    run = checked(office, uploaded(office, xlsx([machine(1, **given), machine(2)])))
    assert verdicts(run) == {2: "conflict", 3: "add"}
    assert "出厂编号 市网为“2018-0001”、文件为“A2015-00001”" in said(run, 2)
    taken(office, run)
    assert cases.again(device).factory_number == "2018-0001"
    assert cases.again(device).revision == device.revision


def test_what_a_renewal_has_begun_on_is_never_overwritten(office, make_user) -> None:
    imported(office, [machine(1)])
    device = Device.objects.get()
    person = make_user("owner", "enterprise_staff", enterprise=device.enterprise)
    cases.start(device, person, 1)
    run = checked(office, uploaded(office, xlsx([machine(1, 规格型号="QTZ63")])))
    assert verdicts(run) == {2: "conflict"}
    assert "不会覆盖" in said(run, 2)


def test_a_machine_of_another_owner_or_serial_is_a_conflict(office) -> None:
    imported(office, [machine(1), machine(2)])
    other = {"产权单位": "中山示例另一有限公司", "统一社会信用代码": code_of(9)}
    rows = [machine(1, **other), machine(7, 出厂编号="A2015-00002")]
    run = checked(office, uploaded(office, xlsx(rows)))
    assert verdicts(run) == {2: "conflict", 3: "conflict"}
    assert "登记于“中山示例台账有限公司”名下" in said(run, 2)
    assert "备案号 粤T-T00002" in said(run, 3)


def test_a_record_under_intake_review_is_left_to_the_review(office, clerk, firm) -> None:
    cases.handed_in(clerk, 1)
    given = {"产权单位": firm.name, "统一社会信用代码": firm.uscc, "出厂编号": "2018-0001"}
    given["生产厂家"] = Device.objects.get().manufacturer
    run = checked(office, uploaded(office, xlsx([machine(1, **given)])))
    assert verdicts(run) == {2: "conflict"}
    assert "待审核" in said(run, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(office, encoding) -> None:
    run = uploaded(office, text([machine(1)], encoding), name="台账.csv")
    run = taken(office, checked(office, run))
    assert outcomes(run) == {2: "added"}


def test_what_came_between_dry_run_and_taking_is_told_and_the_rest_taken(office, clerk, reviewer) -> None:
    run = checked(office, uploaded(office, xlsx([machine(1), machine(2), machine(3)])))
    cases.registered(clerk, reviewer, 2)
    run = taken(office, run)
    assert outcomes(run) == {2: "added", 3: "skipped", 4: "added"}
    assert "试算之后情况有变化" in said(run, 3)
    assert work() == 0
