"""A text that a file says again means the same again, in its own column and of its own row."""

from __future__ import annotations

import pytest

from tests.imports.files import checked, code_of, machine, said, uploaded, verdicts, xlsx
from tests.imports.files import row as row_of

pytestmark = pytest.mark.django_db


def test_every_row_with_the_same_mistake_is_told_of_it(office) -> None:
    rows = [
        machine(1, 出厂日期="2015年13月1日", 联系电话="12"),
        machine(2, 出厂日期="2015年13月1日"),
        machine(3),
        machine(4, 统一社会信用代码="", 产权单位="未登记有限公司"),
        machine(5, 统一社会信用代码="", 产权单位="未登记有限公司"),
    ]
    run = checked(office, uploaded(office, xlsx(rows)))
    assert verdicts(run) == {2: "add", 3: "add", 4: "add", 5: "waits", 6: "waits"}
    assert "没有这一天" in said(run, 2)
    assert "没有这一天" in said(run, 3)
    assert "应为11位手机号" in said(run, 2)
    assert "应为11位手机号" not in said(run, 3)
    assert said(run, 5) == said(run, 6) != ""
    assert "没有这一天" not in said(run, 4)
    assert row_of(run, 3).given["common"].get("contact_phone") == "13800138000"
    assert "manufacture_date" not in row_of(run, 3).given["common"]


def test_the_same_text_in_another_category_is_judged_by_that_category(office) -> None:
    rows = [machine(1), machine(2, 设备类型="施工升降机", 产权备案编号="粤T-S00002"), machine(3)]
    run = checked(office, uploaded(office, xlsx(rows)))
    parameters = [row_of(run, line).given["parameters"] for line in (2, 3, 4)]
    assert parameters == [{"rated_load_moment": "80"}, {}, {"rated_load_moment": "80"}]
    assert "没有这项参数" in said(run, 3)
    assert "没有这项参数" not in said(run, 4)


def test_owners_that_share_a_name_keep_their_own_codes(office) -> None:
    rows = [machine(number, 统一社会信用代码=code_of(number % 2 + 1)) for number in range(1, 4)]
    run = checked(office, uploaded(office, xlsx(rows)))
    codes = [row_of(run, line).given["owner"]["uscc"] for line in (2, 3, 4)]
    assert codes == [code_of(2), code_of(1), code_of(2)]
