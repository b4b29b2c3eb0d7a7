"""A row of a register of machines, understood: category, number, owner, fields, parameters in old units."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from django.utils import timezone

from devices import assumptions, numbers, unit_words, values
from devices.catalogue import Catalogue, Category
from devices.catalogue.schema import Field
from devices.identifiers import factory_number_key, is_phone, manufacturer_key
from devices.imports.columns import NEEDED
from devices.imports.owner_rows import owner_of
from devices.imports.rows import Cells, Understood
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


class MachineReader:
    """Reads rows by one mapping and one catalogue; fields are looked up once for each category."""

    def __init__(self, catalogue: Catalogue, places: dict[str, int], heads: list[str]) -> None:
        self.catalogue, self.places, self.heads = catalogue, places, heads
        self.assumptions = assumptions.current()
        self.labels = "、".join(item.label for item in catalogue.enabled_categories())
        self.field = cache(self._field)
        self.units = {code: _unit_in(heads[place]) for code, place in places.items()}

    def understand(self, texts: list[str]) -> Understood:
        """The row with everything that is wrong with its cells; identity must be whole, the rest may be left out."""
        cells, row = Cells(texts, self.places, self.heads), Understood()
        category = self._category(cells, row)
        common: dict[str, str] = {}
        parameters: dict[str, str] = {}
        if category:
            for code in self.places:
                self._take(code, category, cells, row, common, parameters)
            self._number(category, common, cells, row)
        row.title = cells.text(NUMBER)
        owner = owner_of(cells, row, self.catalogue)
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
        found = self._named(typed) if typed else self._by_number(cells.text(NUMBER))
        if found is None:
            said = NO_CATEGORY.format(typed=typed[:40], labels=self.labels) if typed else BLANK_CATEGORY
            row.problems.append(cells.problem("category", "error", said))
        elif not found.enabled:
            said = OFF_CATEGORY.format(label=found.label)
            row.problems.append(cells.problem("category", "error", said))
            return None
        return found

    def _named(self, typed: str) -> Category | None:
        word = squeeze(plain_text(typed) or "").upper()
        for item in self.catalogue.categories:
            spoken = (item.label, item.code, item.letter, *SPOKEN.get(item.code, ()))
            if word in {squeeze(name).upper() for name in spoken}:
                return item
        return None

    def _by_number(self, typed: str) -> Category | None:
        try:
            letter = numbers.parse(typed, self.assumptions).category_letter
        except RuleBroken:
            return None
        return self.catalogue.category_by_letter(letter) if letter else None

    def _take(
        self,
        code: str,
        category: Category,
        cells: Cells,
        row: Understood,
        common: dict[str, str],
        parameters: dict[str, str],
    ) -> None:
        """One cell into the record; an identity that cannot be read is an error, anything else a remark."""
        space, _, name = code.partition(".")
        if space not in {"device", "parameters"}:
            return
        typed, needed = cells.text(code), space == "device" and name in NEEDED
        if not typed.strip():
            if needed:
                row.problems.append(cells.problem(code, "error", BLANK))
            return
        field = self.field(category.code, code)
        if field is None:
            row.problems.append(cells.problem(code, "warning", NOT_HERE.format(category=category.label)))
            return
        try:
            stored = self._read(field, code, cells, row)
        except RuleBroken as refusal:
            self._refuse(code, needed, refusal.message.removeprefix(f"{field.label}："), cells, row)
            return
        if space == "parameters":
            parameters[name] = stored
            return
        common[name] = stored
        if name == "manufacture_date" and values.date_precision(typed) == "month":
            common["manufacture_date_precision"] = "month"

    def _read(self, field: Field, code: str, cells: Cells, row: Understood) -> str:
        """The cell as people mean it, with a remark where that is not what is written."""
        meant, remark = as_meant(field, cells.text(code))
        stored = self._parsed(field, code, meant)
        if remark:
            row.problems.append(cells.problem(code, "warning", remark))
        return stored

    def _parsed(self, field: Field, code: str, typed: str) -> str:
        unit = self.units.get(code, "")
        bare = field.kind in ("decimal", "integer") and unit and typed.strip()[-1:].isdigit()
        stored = values.parse(field, f"{typed.strip()}{unit}" if bare else typed)
        if field.pattern and stored and not re.fullmatch(field.pattern, stored):
            raise RuleBroken("C-FORM", PATTERN.format(hint=field.hint))
        if code == "device.contact_phone" and stored and not is_phone(stored):
            raise RuleBroken("C-PHONE", "应为11位手机号，或带区号的固定电话。")
        return stored

    def _refuse(self, code: str, needed: bool, problem: str, cells: Cells, row: Understood) -> None:
        said = problem if needed else LEFT_OUT.format(problem=problem)
        row.problems.append(cells.problem(code, "error" if needed else "warning", said))

    def _number(self, category: Category, common: dict[str, str], cells: Cells, row: Understood) -> None:
        """The number's own rules; the intake's, because what comes in are old certificates."""
        typed = common.get("old_registration_number", "")
        facts = MachineFacts(
            catalogue=self.catalogue,
            category=category.code,
            today=timezone.localdate(),
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
