"""Parameters of the city's own, and the wording of common fields, in the draft of the next version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from devices.catalogue import additions, editing
from devices.catalogue.schema import Data
from devices.models import CatalogueDraft, CatalogueVersion
from devices.services.catalogue import keep_entries
from ground.errors import RuleBroken

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")  # the province takes 64; workbooks and addresses are shorter
TAKEN_WORDS = frozenset({"sub_type", "fact", "category"})  # what conditions and forms call by these names
FORM = "代码应为 2 至 40 位小写字母、数字和下划线，以字母开头，例如 noise_level。"
KNOWN = "本类别已有代码为 {code} 的参数“{label}”，请换一个代码，或修改、启用那一项。"
ONCE_USED = "第 {number} 版的本类别已用过代码 {code}（{label}），以前的申请按它保存，请换一个代码。"
RESERVED = "代码 {code} 已用于公共栏目，请换一个代码。"
PRODUCTS = "这一项不是本市增加的参数，不能这样修改或删除，可以停用。"
IN_USE = "第 {number} 版已使用这项参数，以前的申请按它保存，不能删除。不再填写的，请停用。"
NOT_FREE = "“{label}”由检查规则、检索或省网接口使用，只能修改名称和填写说明。"


def add_parameter(
    *,
    user: User,
    revision: int,
    category: str,
    given: Mapping[str, Any],
    choices: additions.Choices = (),
    place: int,
) -> CatalogueDraft:
    """Add a parameter to a category of the draft; RuleBroken at `code` where the code is no code or has been used."""

    def change(data: Data) -> Data:
        _refuse_code(data, category, given["code"])
        return additions.with_new_parameter(data, category, given, choices, place)

    return keep_entries(user=user, revision=revision, change=change)


def change_own_parameter(
    *,
    user: User,
    revision: int,
    category: str,
    code: str,
    given: Mapping[str, Any],
    choices: additions.Choices = (),
    place: int,
) -> CatalogueDraft:
    """Change one of the city's own, its group, condition and choices as well."""
    _refuse_products(category, code)
    return keep_entries(
        user=user,
        revision=revision,
        change=lambda data: additions.with_own_parameter(data, category, code, given, choices, place),
    )


def drop_parameter(*, user: User, revision: int, category: str, code: str) -> CatalogueDraft:
    """Take one of the city's own out of the draft; RuleBroken where a published version has it."""
    _refuse_products(category, code)
    if used := used_by(category, code):
        raise RuleBroken("parameter_used", IN_USE.format(number=used[0]))
    return keep_entries(
        user=user,
        revision=revision,
        change=lambda data: additions.without_parameter(data, category, code),
    )


def keep_common(*, user: User, revision: int, code: str, given: Mapping[str, Any]) -> CatalogueDraft:
    """Word a common field otherwise, or ask for one that nothing depends on, or not."""

    def change(data: Data) -> Data:
        if {*given} - {"label", "hint"} and code not in additions.FREE_COMMON:
            label = editing.common_entry(data, code)["label"]
            raise RuleBroken("common_field_needed", NOT_FREE.format(label=label))
        return additions.with_common(data, code, given)

    return keep_entries(user=user, revision=revision, change=change)


def used_by(category: str, code: str) -> tuple[str, str] | None:
    """The number of a published version whose category has the code, and the label it has there."""
    for number, data in CatalogueVersion.objects.latest_first().values_list("number", "data"):
        try:
            return number, editing.parameter_entry(data, category, code)["label"]
        except KeyError:
            continue
    return None


def _refuse_code(data: Data, category: str, code: str) -> None:
    if not CODE.fullmatch(code):
        raise RuleBroken("code_form", FORM, path="code")
    if code in TAKEN_WORDS or any(entry["code"] == code for entry in data["common_fields"]):
        raise RuleBroken("code_reserved", RESERVED.format(code=code), path="code")
    known = {entry["code"]: entry["label"] for entry in editing.category_entry(data, category)["parameters"]}
    if code in known:
        raise RuleBroken("code_known", KNOWN.format(code=code, label=known[code]), path="code")
    if used := used_by(category, code):
        said = ONCE_USED.format(number=used[0], code=code, label=used[1])
        raise RuleBroken("code_used", said, path="code")


def _refuse_products(category: str, code: str) -> None:
    if not additions.is_own(category, code):
        raise RuleBroken("products_parameter", PRODUCTS)
