"""What differs between two versions of the catalogue, as lines that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from devices.catalogue.schema import Category, Field, Parameter, Range
from devices.catalogue.version import AgeRule, Catalogue

REQUIRED = {"required": "必填", "conditional": "视情必填", "optional": "选填"}
LEVELS = {"required": "必需", "conditional": "视情必需", "optional": "可选", "off": "不收"}
PHASES = {"intake": "入库", "renewal": "换证"}
SEVERITIES = {"warning": "提醒", "error": "拦截"}
NONE = "—"
COMMON = "公共栏目"
SEEN_OF_NEW = (
    "必填",
    "新单位",
    "提醒范围",
    "拦截范围",
    "选项",
    "填写条件",
)  # of a parameter that there was not


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: where (a category, 附件 …), which entry, what of it, before and after.

    `path` is the field's own (`parameters.total_power`), "" where it is none of a form's.
    """

    where: str
    entry: str
    what: str
    before: str
    after: str
    path: str = ""


def differences(old: Catalogue, new: Catalogue) -> list[Difference]:
    """Everything that people would notice, in the order of the form."""
    found = [line for category in new.categories for line in of_category(old, new, category.code)]
    common = list(_common(old, new))
    found += common
    return [*found, *_papers(old, new), *_ages(old, new), *_eliminated(old, new), *_else(old, new, common)]


def of_category(old: Catalogue, new: Catalogue, code: str) -> list[Difference]:
    """The differences of one category's parameters."""
    if not old.has_category(code):
        return [Difference(new.category(code).label, "整类", "设备类别", NONE, "新增")]
    before, after = old.category(code), new.category(code)
    found = list(_parameters(before, after))
    if before.enabled != after.enabled:
        found.insert(0, Difference(after.label, "整类", "启用", _yes(before.enabled), _yes(after.enabled)))
    return found


def words_of(parameter: Parameter, category: Category) -> dict[str, str]:
    """What the console can change of a parameter of the category, as people read it."""
    changed = parameter.unit_changed
    return {
        "名称": parameter.label,
        "新单位": parameter.unit or NONE,
        "旧单位": parameter.old_unit or NONE,
        "换算系数": str(parameter.factor) if changed else NONE,
        "小数位数": str(parameter.places),
        "总位数": str(parameter.digits),
        "提醒范围": _range(parameter.warn),
        "拦截范围": _range(parameter.error),
        "必填": REQUIRED[parameter.required],
        "换发新增": _yes(parameter.added),
        "填写说明": parameter.hint or NONE,
        "选项": "、".join(choice.label for choice in parameter.choices) or NONE,
        "填写条件": condition_words(parameter, category) or NONE,
        "最多字数": str(parameter.max_length) if parameter.kind == "text" and parameter.max_length else NONE,
    }


def condition_words(parameter: Parameter, category: Category) -> str:
    """When it is asked for: 变幅形式为动臂变幅; "" where it always is."""
    when = parameter.when
    if when is None:
        return ""
    if when.on == "sub_type":
        return f"{category.sub_type_label}为{'、'.join(category.sub_type_name(code) for code in when.one_of)}"
    if not category.has_parameter(when.on):
        return when.on
    on = category.parameter(when.on)
    yes = {"true": "是", "false": "否"} if on.kind == "boolean" else {}
    return f"{on.label}为{'、'.join(yes.get(code) or on.choice_label(code) for code in when.one_of)}"


def level_words(levels: dict[str, str], new: Catalogue) -> dict[str, str]:
    """The switches of one kind of paper: 换证 · 塔式起重机 → 必需."""
    named = {}
    for key, level in levels.items():
        phase, _, category = key.partition(".")
        label = f" · {new.category(category).label}" if category and new.has_category(category) else ""
        named[f"{PHASES.get(phase, phase)}{label}"] = LEVELS[level]
    return named


def age_words(rule: AgeRule, catalogue: Catalogue) -> str:
    """Which machines a row of the age table is about."""
    category = catalogue.category(rule.category)
    names = "、".join(category.sub_type_name(code) for code in rule.sub_types)
    below = f"额定起重力矩小于 {rule.moment_below} kN·m" if rule.moment_below is not None else ""
    return " ".join(part for part in (category.label, names, below) if part)


def _parameters(old: Category, new: Category) -> Iterator[Difference]:
    before, after = {p.code: p for p in old.parameters}, {p.code: p for p in new.parameters}
    for code, parameter in after.items():
        if code not in before:
            said = words_of(parameter, new)
            more = "，".join(f"{what} {said[what]}" for what in SEEN_OF_NEW if said[what] != NONE)
            yield Difference(new.label, parameter.label, "参数", NONE, f"启用：{more}", parameter.path)
            continue
        theirs = words_of(before[code], old)
        for what, text in words_of(parameter, new).items():
            if theirs[what] != text:
                yield Difference(new.label, before[code].label, what, theirs[what], text, parameter.path)
    for code, parameter in before.items():
        if code not in after:
            yield Difference(new.label, parameter.label, "参数", "启用", "停用", parameter.path)
    both = [code for code in before if code in after]
    now = [code for code in after if code in before]
    if both != now:
        moved = next(code for code, other in zip(both, now, strict=True) if code != other)
        yield Difference(
            new.label, after[moved].label, "排序", str(both.index(moved) + 1), str(now.index(moved) + 1)
        )


def _common(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    """Common fields that are named, explained or asked for otherwise."""
    before, after = ({field.code: field for field in one.common_fields} for one in (old, new))
    for code, field in after.items():
        was = before.get(code)
        if was is None:
            yield Difference(COMMON, field.label, "填写", NONE, "启用", field.path)
            continue
        theirs = _common_words(was)
        for what, text in _common_words(field).items():
            if theirs[what] != text:
                yield Difference(COMMON, was.label, what, theirs[what], text, field.path)
    for code, field in before.items():
        if code not in after:
            yield Difference(COMMON, field.label, "填写", "启用", "停用", field.path)


def _common_words(field: Field) -> dict[str, str]:
    return {"名称": field.label, "填写说明": field.hint or NONE, "必填": REQUIRED[field.required]}


def _papers(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    known = {paper.code: paper for paper in old.attachments}
    for paper in new.attachments:
        if paper.code not in known:
            yield Difference("附件", paper.label, "附件", NONE, "新增", f"attachments.{paper.code}")
            continue
        before, after = (level_words(dict(one.levels), new) for one in (known[paper.code], paper))
        for what in dict.fromkeys([*before, *after]):
            texts = (_level(before, what), _level(after, what))
            if texts[0] != texts[1]:
                yield Difference("附件", paper.label, what, *texts, f"attachments.{paper.code}")


def _level(levels: dict[str, str], what: str) -> str:
    return levels.get(what) or levels.get(what.split(" · ")[0], LEVELS["off"])


def _ages(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    if len(old.age_rules) != len(new.age_rules):
        yield Difference("使用年限", "年限表", "行数", str(len(old.age_rules)), str(len(new.age_rules)))
        return
    for before, after in zip(old.age_rules, new.age_rules, strict=True):
        named = age_words(before, old)
        pairs = {
            "适用": (named, age_words(after, new)),
            "应评估年限": (f"{before.years} 年", f"{after.years} 年"),
            "评估有效期": (f"{before.valid_years} 年", f"{after.valid_years} 年"),
        }
        for what, (was, now) in pairs.items():
            if was != now:
                yield Difference("使用年限", named, what, was, now)


def _eliminated(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    before, after = ({m.pattern: m for m in one.eliminated_models} for one in (old, new))
    for pattern, model in after.items():
        entry = f"{new.category(model.category).label} {pattern}"
        said = f"{SEVERITIES[model.severity]}：{model.basis}"
        was = before.get(pattern)
        text = f"{SEVERITIES[was.severity]}：{was.basis}" if was else NONE
        if text != said:
            yield Difference("淘汰型号", entry, "列入", text, said)
    for pattern, model in before.items():
        if pattern not in after:
            entry = f"{old.category(model.category).label} {pattern}"
            yield Difference(
                "淘汰型号", entry, "列入", f"{SEVERITIES[model.severity]}：{model.basis}", "移出"
            )


def _else(old: Catalogue, new: Catalogue, common: list[Difference]) -> Iterator[Difference]:
    """What is not changed in the console, only by the product's own file, said as a whole."""
    names = ("groups", "common_groups", "provinces", "cities", "townships")
    same = all(getattr(old, name) == getattr(new, name) for name in names)
    if not same or (old.common_fields != new.common_fields and not common):
        yield Difference("其他", "公共填写项、选项或区划", "内容", "原内容", "随产品更新")


def _range(span: Range | None) -> str:
    return f"{span.low}–{span.high}" if span else NONE


def _yes(value: bool) -> str:
    return "是" if value else "否"
