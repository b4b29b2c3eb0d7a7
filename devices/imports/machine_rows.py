"""A row of a register of machines, understood: category, number, owner, fields, parameters in old units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from django.utils import timezone

from devices import assumptions, numbers, unit_words, values
from devices.catalogue import Catalogue, Category
from devices.catalogue.schema import Field
from devices.identifiers import factory_number_key, is_phone, manufacturer_key
from devices.imports.columns import NEEDED
from devices.imports.owner_rows import owner_of
from devices.imports.rows import Cells, Problem, Understood
from devices.imports.written import as_meant
from devices.rules import MachineFacts
from devices.rules.registration import check_registration_number
from devices.typed_text import plain_text, squeeze
from devices.units import in_old_unit
from ground.errors import RuleBroken

# Words of registers for a category, beside the catalogue's label, code and letter.
SPOKEN = {
    "tower_crane": ("塔吊", "塔机", "塔式起重机械", "塔式起重机(塔吊)", "普通塔式起重机"),
    "construction_hoist": ("施工电梯", "升降机", "人货电梯", "人货两用施工升降机", "施工升降机(施工电梯)"),
    "material_hoist": ("货用施工升降机", "龙门架", "井架", "物料提升机(货用)", "简易升降机"),
    "other_lifting": ("门式起重机", "架桥机", "履带起重机", "桥式起重机", "龙门吊", "门机"),
    "suspended_platform": ("吊篮", "电动吊篮"),
}
NO_CATEGORY = "认不出设备类别“{typed}”。请写成{labels}之一。"
OFF_CATEGORY = "“{label}”目前不在换证范围内，不能导入。"
BLANK_CATEGORY = "没有设备类别，备案号中也没有类别字母。请补充后再导入。"
BLANK = "没有填写。请对照旧证或铭牌补充后再导入。"
PATTERN = "格式不对。{hint}"
LEFT_OUT = "{problem} 此项没有导入，其余内容不受影响。"
NOT_HERE = "“{category}”没有这项参数，没有导入。"
NUMBER = "device.old_registration_number"
UNIT_IN_HEAD = re.compile(r"[（(]([^（）()]+)[）)]\s*\*?$")
OWNER = ("owner.name", "owner.uscc", "owner.region", "owner.town")
KEPT = 4096  # cells that were read last


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell gives the record, by the field's code, and what is said of it."""

    given: Mapping[str, str]
    problems: Sequence[Problem]


class MachineReader:
    """Reads rows by one mapping and one catalogue.

    Firms, makers, models and days come again and again in a register: what a text says in its column is found out
    once as long as it is among the last ones.
    """

    def __init__(self, catalogue: Catalogue, places: dict[str, int], heads: list[str]) -> None:
        self.catalogue, self.places, self.heads = catalogue, places, heads
        self.assumptions, self.today = assumptions.current(), timezone.localdate()
        self.labels = "、".join(item.label for item in catalogue.enabled_categories())
        self.field, self.category = cache(self._field), lru_cache(KEPT)(self._named)
        self.cell, self.owner = lru_cache(KEPT)(self._cell), lru_cache(KEPT)(self._owner)
        spaces = {"device", "parameters"}
        self.columns = [(code, *code.split(".", 1)) for code in places if code.split(".")[0] in spaces]
        self.named: dict[str, Category] = {}
        for item in catalogue.categories:
            for name in (item.label, item.code, item.letter, *SPOKEN.get(item.code, ())):
                self.named.setdefault(squeeze(name).upper(), item)
        self.units = {code: _unit_in(heads[place]) for code, place in places.items()}

    def understand(self, texts: list[str]) -> Understood:
        """The row with everything that is wrong with its cells; identity must be whole, the rest may be left out."""
        cells, row = Cells.of(texts, self.places, self.heads), Understood()
        category = self._category(cells, row)
        common: dict[str, str] = {}
        parameters: dict[str, str] = {}
        if category:
            for code, space, name in self.columns:
                cell = self.cell(category.code, code, space, name, cells.text(code))
                (common if space == "device" else parameters).update(cell.given)
                row.problems += cell.problems
            self._number(category, common, cells, row)
        row.title = cells.text(NUMBER)
        owner, problems = self.owner(*map(cells.text, OWNER))
        row.problems += problems
        row.given = {
            "category": category.code if category else "",
            "common": common,
            "parameters": parameters,
            "owner": owner,
        }
        maker, serial = common.get("manufacturer", ""), common.get("factory_number", "")
        row.first_key = numbers.key_of(common.get("old_registration_number", ""))
        if category and maker and serial:
            row.second_key = f"{manufacturer_key(maker)}|{factory_number_key(serial)}|{category.code}"
        return row

    def _category(self, cells: Cells, row: Understood) -> Category | None:
        typed = cells.text("category")
        found = self.category(typed) if typed else self._by_number(cells.text(NUMBER))
        if found is None:
            said = NO_CATEGORY.format(typed=typed[:40], labels=self.labels) if typed else BLANK_CATEGORY
            row.problems.append(cells.problem("category", "error", said))
        elif not found.enabled:
            said = OFF_CATEGORY.format(label=found.label)
            row.problems.append(cells.problem("category", "error", said))
            return None
        return found

    def _named(self, typed: str) -> Category | None:
        return self.named.get(squeeze(plain_text(typed) or "").upper())

    def _by_number(self, typed: str) -> Category | None:
        try:
            letter = numbers.parse(typed, self.assumptions).category_letter
        except RuleBroken:
            return None
        return self.catalogue.category_by_letter(letter) if letter else None

    def _owner(self, *texts: str) -> tuple[dict[str, str], list[Problem]]:
        cells, row = Cells(dict(zip(OWNER, texts, strict=True)), self.places, self.heads), Understood()
        return owner_of(cells, row, self.catalogue), row.problems

    def _cell(self, category: str, code: str, space: str, name: str, typed: str) -> Cell:
        """One cell for the record; an identity that cannot be read is an error, anything else a remark."""
        cells, needed = Cells({code: typed}, self.places, self.heads), space == "device" and name in NEEDED
        if not typed.strip():
            return Cell({}, [cells.problem(code, "error", BLANK)] if needed else [])
        field = self.field(category, code)
        if field is None:
            said = NOT_HERE.format(category=self.catalogue.category(category).label)
            return Cell({}, [cells.problem(code, "warning", said)])
        try:
            meant, remark = as_meant(field, typed)
            given = {name: self._parsed(field, code, meant)}
        except RuleBroken as refusal:
            problem = refusal.message.removeprefix(f"{field.label}：")
            said = problem if needed else LEFT_OUT.format(problem=problem)
            return Cell({}, [cells.problem(code, "error" if needed else "warning", said)])
        if code == "device.manufacture_date" and values.date_precision(typed) == "month":
            given["manufacture_date_precision"] = "month"
        return Cell(given, [cells.problem(code, "warning", remark)] if remark else [])

    def _parsed(self, field: Field, code: str, typed: str) -> str:
        unit = self.units.get(code, "")
        bare = field.kind in ("decimal", "integer") and unit and typed.strip()[-1:].isdigit()
        stored = values.parse(field, f"{typed.strip()}{unit}" if bare else typed)
        if field.pattern and stored and not re.fullmatch(field.pattern, stored):
            raise RuleBroken("C-FORM", PATTERN.format(hint=field.hint))
        if code == "device.contact_phone" and stored and not is_phone(stored):
            raise RuleBroken("C-PHONE", "应为11位手机号，或带区号的固定电话。")
        return stored

    def _number(self, category: Category, common: dict[str, str], cells: Cells, row: Understood) -> None:
        """The number's own rules; the intake's, because what comes in are old certificates."""
        typed = common.get("old_registration_number", "")
        facts = MachineFacts(
            catalogue=self.catalogue,
            category=category.code,
            today=self.today,
            common=common,
            assumptions=self.assumptions,
        )
        for found in check_registration_number(facts, "intake") if typed else ():
            said = found.sentence.removeprefix("原备案号：")
            row.problems.append(cells.problem(NUMBER, found.severity, said))
        if typed:
            common["old_registration_number"] = numbers.normalise(typed)

    def _field(self, category: str, code: str) -> Field | None:
        """The field of that code as a machine of the category has it; None where it has none."""
        kind = self.catalogue.category(category)
        space, _, name = code.partition(".")
        if space == "parameters":
            asked = {item.code: item for item in self.catalogue.asked(category, "intake")}
            return in_old_unit(asked[name], self.assumptions) if name in asked else None
        if not self.catalogue.has_common(name):  # asked for no more since the columns were named
            return None
        field = self.catalogue.common_field(name)
        return replace(field, choices=kind.sub_types) if name == "sub_type" else field


def _unit_in(head: str) -> str:
    """The unit that a heading names in brackets: 最大起重量(kg)."""
    found = UNIT_IN_HEAD.search(head)
    return found[1].strip() if found and unit_words.is_unit(found[1].strip()) else ""
