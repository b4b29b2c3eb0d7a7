"""The owner of a machine, or a firm of a list, as a row names it."""

from __future__ import annotations

import re

from accounts.models import ZHONGSHAN_REGION
from accounts.uscc import problem_of
from devices import uscc
from devices.catalogue import Catalogue
from devices.identifiers import is_phone
from devices.imports.rows import Cells, Understood
from devices.typed_text import plain_text, squeeze

REGION = re.compile(r"[0-9]{6}")
NAME_MOST, ADDRESS_MOST, CONTACT_MOST, PHONE_MOST = 200, 120, 40, 20
NO_OWNER = "没有填写产权单位。请补充名称和统一社会信用代码后再导入。"
ODD_TEXT = "含有表情符号或不可见的控制字符，请删除后再导入。"
NO_REGION = "认不出这个注册地，按统一社会信用代码所示的登记地处理。请写成 6 位行政区划代码，中山市为 442000。"
NO_TOWN = "认不出这个镇街，没有导入。请写成镇街全称。"


def owner_of(cells: Cells, row: Understood, catalogue: Catalogue) -> dict[str, str]:
    """Name, code, what is wrong with the code, region and town of a machine's owner.

    A wrong code refuses nothing here: the row waits, because it may be put right without the file.
    """
    name, code = name_in(cells, "owner.name", row), uscc.normalise(cells.text("owner.uscc"))
    if not name and not code:
        row.problems.append(cells.problem("owner.name", "error", NO_OWNER))
    wrong = problem_of(code) if code else None
    return {
        "name": name,
        "uscc": code[:40],
        "uscc_problem": wrong[1] if wrong else "",
        "region": region_in(cells, "owner.region", row, code if not wrong else ""),
        "town": town_in(cells, "owner.town", row, catalogue),
    }


def name_in(cells: Cells, field: str, row: Understood) -> str:
    """A firm's name in single spaces, brackets as the licence has them (full width)."""
    typed = cells.text(field)
    plain = plain_text(typed)
    if plain is None or len(plain) > NAME_MOST:
        row.problems.append(cells.problem(field, "error", ODD_TEXT if plain is None else "名称超过 200 字。"))
        return ""
    return plain.replace("(", "（").replace(")", "）")


def region_in(cells: Cells, field: str, row: Understood, code: str) -> str:
    """The region of registration: what the row says, else what the code's digits say; empty where neither does."""
    typed = squeeze(cells.text(field))
    if REGION.fullmatch(typed):
        return ZHONGSHAN_REGION if typed.startswith("4420") else typed
    if "中山" in typed:
        return ZHONGSHAN_REGION
    if typed:
        row.problems.append(cells.problem(field, "warning", NO_REGION))
    told = uscc.region_of(code) if code else ""
    return ZHONGSHAN_REGION if told.startswith("4420") else told


def town_in(cells: Cells, field: str, row: Understood, catalogue: Catalogue) -> str:
    """The township's code."""
    typed = cells.text(field).strip()
    town = catalogue.township(typed.removeprefix("中山市")) if typed else None
    if typed and town is None:
        row.problems.append(cells.problem(field, "warning", NO_TOWN))
    return town.code if town else ""


class FirmReader:
    """Reads rows of a list of enterprises."""

    def __init__(self, catalogue: Catalogue, places: dict[str, int], heads: list[str]) -> None:
        self.catalogue, self.places, self.heads = catalogue, places, heads

    def understand(self, texts: list[str]) -> Understood:
        """The row with everything that is wrong with it; name and code must be right, the rest may be left out."""
        cells, row = Cells.of(texts, self.places, self.heads), Understood()
        name, code = name_in(cells, "name", row), uscc.normalise(cells.text("uscc"))
        if not name and not row.problems:
            row.problems.append(cells.problem("name", "error", "没有填写企业名称。"))
        wrong = problem_of(code)
        if wrong:
            said = wrong[1] if code else "没有填写统一社会信用代码。"
            row.problems.append(cells.problem("uscc", "error", said))
        row.given = {
            "name": name,
            "uscc": code[:40],
            "region": region_in(cells, "region", row, "" if wrong else code),
            "town": town_in(cells, "town", row, self.catalogue),
            "address": _line(cells, "address", row, ADDRESS_MOST),
            "contact_name": _line(cells, "contact_name", row, CONTACT_MOST),
            "contact_phone": self._phone(cells, row),
        }
        row.first_key, row.second_key, row.title = code, name, name or cells.text("name")
        return row

    def _phone(self, cells: Cells, row: Understood) -> str:
        typed = _line(cells, "contact_phone", row, PHONE_MOST)
        if typed and not is_phone(typed):
            said = "应为11位手机号，或带区号的固定电话。此项没有导入，其余内容不受影响。"
            row.problems.append(cells.problem("contact_phone", "warning", said))
            return ""
        return typed


def _line(cells: Cells, field: str, row: Understood, most: int) -> str:
    plain = plain_text(cells.text(field))
    if plain is None or len(plain) > most:
        said = ODD_TEXT if plain is None else f"超过 {most} 字，没有导入。"
        row.problems.append(cells.problem(field, "warning", said))
        return ""
    return plain
