"""企业名单: a list of enterprises with a result for each row."""

from __future__ import annotations

import pytest

from accounts.models import Enterprise
from audit.models import HistoryEntry
from ground.glossary import Step
from tests.imports.files import HOME, checked, code_of, outcomes, said, taken, uploaded, verdicts, xlsx
from tests.pages import words_of

pytestmark = pytest.mark.django_db
HEADS = ("企业名称", "统一社会信用代码", "注册地", "镇街", "地址", "联系人", "联系电话")


def firm_row(number: int, **changes: str) -> dict[str, str]:
    return {
        "企业名称": f"中山示例名单{number}号有限公司",
        "统一社会信用代码": code_of(number),
        "注册地": "中山市",
        "镇街": "小榄",
        "地址": "小榄镇示例路1号",
        "联系人": "张示例",
        "联系电话": "0760-88888888",
    } | changes


def tried(office, *rows):
    return checked(office, uploaded(office, xlsx(rows, HEADS), kind="firms"))


def test_a_list_becomes_enterprises_each_with_its_step(office) -> None:
    elsewhere = firm_row(2, 统一社会信用代码=code_of(2, "440100"), 注册地="", 镇街="")
    run = taken(office, tried(office, firm_row(1), elsewhere))
    assert outcomes(run) == {2: "added", 3: "added"}
    first, second = Enterprise.objects.order_by("pk")
    assert (first.town, first.region_code, first.contact_phone) == ("442000118", "442000", "0760-88888888")
    assert second.region_code == "440100"
    assert HistoryEntry.objects.filter(step=Step.FIRM_IMPORTED).count() == 2
    assert set(verdicts(tried(office, firm_row(1), elsewhere)).values()) == {"same"}


def test_each_row_says_what_is_wrong_or_different(office) -> None:
    right = code_of(3)
    slip = right[:-1] + ("1" if right[-1] != "1" else "2")
    known = Enterprise.objects.create(name="中山示例名单4号有限公司", uscc=code_of(4), town="442000001")
    run = tried(
        office,
        firm_row(1),
        firm_row(1),
        firm_row(2, 企业名称=""),
        firm_row(3, 统一社会信用代码=slip),
        firm_row(4),
        firm_row(5, 企业名称=known.name),
        firm_row(6, 镇街="月球", 联系电话="不详"),
        firm_row(7, 统一社会信用代码=""),
    )
    expected = ["add", "duplicate", "refused", "refused", "duplicate", "duplicate", "add", "refused"]
    assert list(verdicts(run).values()) == expected
    assert f"应为“{right[-1]}”" in said(run, 5)
    assert "认不出这个镇街" in said(run, 8)
    assert "没有填写统一社会信用代码" in words_of(office.get(f"{HOME}{run.pk}/"))


def test_a_known_enterprise_is_never_changed_but_the_difference_is_told(office) -> None:
    known = Enterprise.objects.create(name="中山示例名单4号有限公司", uscc=code_of(4), town="442000001")
    run = tried(office, firm_row(4), firm_row(5, 企业名称="中山示例名单5号有限公司"))
    assert verdicts(run) == {2: "conflict", 3: "add"}
    assert "所在镇街" in said(run, 2)
    taken(office, run)
    assert Enterprise.objects.get(pk=known.pk).town == "442000001"


def test_a_name_that_another_code_has_is_a_conflict(office) -> None:
    Enterprise.objects.create(name="中山示例名单5号有限公司", uscc=code_of(4))
    run = tried(office, firm_row(5))
    assert verdicts(run) == {2: "conflict"}
    assert code_of(4) in said(run, 2)
