"""Which enterprise a row's owner is: a known one, one to be made, or none that can be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Enterprise

OTHER_NAME = "市网登记的企业名称为“{name}”，文件中为“{given}”；以市网登记为准。"
BY_NAME = "没有统一社会信用代码，按企业名称归到“{name}”（{uscc}）。"
NO_NAME = "市网没有代码为 {uscc} 的企业，文件中又没有企业名称，不能新建企业。请补充名称，或先在“企业”中登记。"
NAME_TAKEN = "市网已有名称为“{name}”的企业，其代码为 {known}，与文件中的 {given} 不同。请核对后改正文件，或在“企业”中更正。"
NO_CODE = "没有统一社会信用代码，市网也没有名称为“{name}”的企业。请补充代码，或先在“企业”中登记，再重新试算。"
KNOWN_BY_NAME = "市网名称相同的企业代码为 {uscc}。"
CODE_WRONG = "{problem}{known}改正前不新建企业；改正文件，或先在“企业”中登记后重新试算。"


@dataclass(slots=True)
class Owner:
    """`firm` where it is known; `to_make` where it can be made; else `waits` says what is lacking."""

    firm: Enterprise | None = None
    to_make: dict[str, str] | None = None
    waits: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class KnownFirms:
    """The enterprises that some rows may name."""

    by_code: dict[str, Enterprise] = field(default_factory=dict)
    by_name: dict[str, Enterprise] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Iterable[dict[str, Any]]) -> KnownFirms:
        """Those that the rows' owners (`name`, `uscc`) may mean, by two queries."""
        given = list(given)
        names = {item["name"] for item in given} - {""}
        spelt = names | {half_width_brackets(name) for name in names}
        codes = {item["uscc"] for item in given} - {""}
        known = cls()
        for firm in Enterprise.objects.filter(uscc__in=codes):
            known.add(firm)
        for firm in Enterprise.objects.filter(name__in=spelt):
            known.add(firm)
        return known

    def add(self, firm: Enterprise) -> None:
        """Know this one, too."""
        self.by_code[firm.uscc] = self.by_name[name_key(firm.name)] = firm

    def owner(self, given: dict[str, str]) -> Owner:
        """The enterprise that a row means."""
        name, code = given["name"], given["uscc"]
        namesake = self.by_name.get(name_key(name)) if name else None
        if given.get("uscc_problem"):
            known = KNOWN_BY_NAME.format(uscc=namesake.uscc) if namesake else ""
            return Owner(waits=CODE_WRONG.format(problem=given["uscc_problem"], known=known))
        if not code:
            if namesake is None:
                return Owner(waits=NO_CODE.format(name=name))
            return Owner(namesake, remarks=[BY_NAME.format(name=namesake.name, uscc=namesake.uscc)])
        if firm := self.by_code.get(code):
            differs = name and name_key(firm.name) != name_key(name)
            return Owner(firm, remarks=[OTHER_NAME.format(name=firm.name, given=name)] if differs else [])
        if not name:
            return Owner(waits=NO_NAME.format(uscc=code))
        if namesake:
            return Owner(waits=NAME_TAKEN.format(name=name, known=namesake.uscc, given=code))
        return Owner(to_make=given)


def name_key(name: str) -> str:
    """How firms' names are compared: brackets alike, no spaces."""
    return half_width_brackets(name).replace(" ", "")


def half_width_brackets(name: str) -> str:
    """（ and ） as ( and )."""
    return name.replace("（", "(").replace("）", ")")
