"""The bulk data's enterprises, their managers and a few reviewers; nobody can log in as any of them."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cn import uscc

from accounts.models import ZHONGSHAN_REGION, Enterprise, User
from accounts.roles import Role
from devices.catalogue import built_in
from zhongshan_crane.bulk.plan import Plan

MARK = "BLK"  # in the code's organisation part, as DEM marks the demonstration's
ELSEWHERE_REGION = "440100"
REVIEWERS = 4
KINDS = ("起重设备租赁", "建筑机械", "设备安装", "建设工程")
NO_PASSWORD = "!bulk"  # noqa: S105 - unusable: no hash begins so
FEW = 1000


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm as the rows of its machines need it."""

    pk: int
    name: str
    uscc: str
    town: str
    manager_id: int
    is_local: bool


def is_bulk(code: str) -> bool:
    """Whether the firm with that 统一社会信用代码 is one of ours."""
    return code[8:11] == MARK


def make_firms(plan: Plan) -> list[Firm]:
    """All firms with a manager each, in the order of the plan."""
    towns = [town.code for town in built_in().townships]
    rows = [_enterprise(plan, number, towns[number * 7 % len(towns)]) for number in range(plan.enterprises)]
    firms = Enterprise.objects.bulk_create(rows, batch_size=FEW)
    people = User.objects.bulk_create(
        [_person(f"bulk-{firm.uscc[8:17]}", Role.ENTERPRISE_MANAGER, firm) for firm in firms], batch_size=FEW
    )
    return [
        Firm(firm.pk, firm.name, firm.uscc, firm.town, manager.pk, firm.region_code == ZHONGSHAN_REGION)
        for firm, manager in zip(firms, people, strict=True)
    ]


def make_reviewers() -> list[int]:
    """The reviewers' keys."""
    names = [f"bulk-reviewer-{number}" for number in range(1, REVIEWERS + 1)]
    return [user.pk for user in User.objects.bulk_create([_person(name, Role.REVIEWER) for name in names])]


def _enterprise(plan: Plan, number: int, town: str) -> Enterprise:
    local = plan.is_local(number)
    region = ZHONGSHAN_REGION if local else ELSEWHERE_REGION
    code = f"91{region}{MARK}{number:06d}"
    city = "中山" if local else "广州"
    return Enterprise(
        name=f"{city}批量示例{number + 1}号{KINDS[number % len(KINDS)]}有限公司",
        uscc=code + uscc.calc_check_digit(code),
        region_code=region,
        town=town if local else "",
        # The first firm says what the data are, so that a second run knows them again.
        address=plan.name if number == 0 else f"示例路{number + 1}号",
        contact_name="示例",
        contact_phone=f"138{number:08d}",
    )


def _person(name: str, role: Role, firm: Enterprise | None = None) -> User:
    """Somebody who does not exist, and so is not asked for consent."""
    return User(
        username=name,
        password=NO_PASSWORD,
        full_name=f"示例{name[-4:]}",
        role=role,
        enterprise=firm,
        must_consent=False,
    )
