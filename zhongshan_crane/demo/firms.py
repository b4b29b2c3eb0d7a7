"""The demonstration's enterprises and accounts; all names and codes are fictional."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import DUTY_COLUMNS, Enterprise, User
from accounts.privacy.consenting import give_consent
from accounts.privacy.notices import notice_in_force
from accounts.roles import Role
from zhongshan_crane.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

FIRST = "中山示例起重设备租赁有限公司"
SECOND = "中山示例建筑机械有限公司"
OUTSIDE = "广州示例建筑设备租赁有限公司"

# Unified social credit codes with right check characters, of nobody: the letters DEM mark them.
FIRMS: dict[str, dict[str, str]] = {
    FIRST: {"uscc": "91442000DEM000014P", "town": "442000001", "address": "石岐街道示例路1号"},
    SECOND: {"uscc": "91442000DEM000022J", "town": "442000118", "address": "小榄镇示例大道8号"},
    OUTSIDE: {"uscc": "91440100DEM000049N", "region_code": "440100", "address": "广州市示例区示例路6号"},
}


@dataclass(frozen=True)
class Person:
    """One account: its role, and the firm or town it acts for; `audits`: an administrator with all three duties."""

    full_name: str
    role: Role
    firm: str = ""
    town: str = ""
    phone: str = ""
    audits: bool = False


PEOPLE = {
    "enterprise": Person("张示例", Role.ENTERPRISE_STAFF, firm=FIRST, phone="13800000001"),
    "manager": Person("李示例", Role.ENTERPRISE_MANAGER, firm=FIRST, phone="13800000002"),
    "other": Person("王示例", Role.ENTERPRISE_MANAGER, firm=SECOND, phone="13800000003"),
    "outside": Person("赵示例", Role.ENTERPRISE_MANAGER, firm=OUTSIDE, phone="13800000004"),
    "reviewer": Person("陈示例", Role.REVIEWER),
    "reviewer2": Person("黄示例", Role.REVIEWER),
    "head": Person("林示例", Role.HEAD),
    "supervisor": Person("周示例", Role.SUPERVISOR, town="442000001"),
    "admin": Person("吴示例", Role.ADMINISTRATOR),
    "admin2": Person("郑示例", Role.ADMINISTRATOR, audits=True),
}


def keep_firms() -> dict[str, Enterprise]:
    """The demonstration's enterprises by name; those that are missing are made."""
    return {name: _keep_firm(name, given) for name, given in FIRMS.items()}


def keep_people(firms: dict[str, Enterprise]) -> dict[str, User]:
    """The demonstration's accounts by login name; missing ones are made, others left alone."""
    there = {user.username: user for user in User.objects.filter(username__in=DEMO_ACCOUNTS)}
    missing = [name for name in DEMO_ACCOUNTS if name not in there]
    if missing:
        hashed = make_password(DEMO_PASSWORD)  # once: hashing a public password ten times helps nobody
        for name in missing:
            there[name] = _make_person(name, PEOPLE[name], firms, hashed)
    _agree(there.values())
    return there


def _agree(people: Iterable[User]) -> None:
    """The demonstration's people have confirmed the notice in force, so that its pages open at once."""
    notice = notice_in_force()
    for person in people:
        if person.is_enterprise and person.must_consent:
            give_consent(person=person, version=notice.version if notice else 0)


def _keep_firm(name: str, given: dict[str, str]) -> Enterprise:
    """Found by its code, so that a renamed demo firm is not made a second time."""
    people = {"contact_name": "张示例", "contact_phone": "13800000001"}
    defaults = {"name": name, **people, **given}
    return Enterprise.objects.get_or_create(uscc=given["uscc"], defaults=defaults)[0]


def _make_person(username: str, person: Person, firms: dict[str, Enterprise], hashed: str) -> User:
    return User.objects.create(
        username=username,
        password=hashed,
        full_name=person.full_name,
        role=person.role,
        enterprise=firms.get(person.firm),
        town=person.town,
        phone=person.phone,
        **(dict.fromkeys(DUTY_COLUMNS.values(), True) if person.audits else {}),
    )
