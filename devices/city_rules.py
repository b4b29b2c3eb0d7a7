"""Every rule that the city may set in the console: its words, its bounds, and where its default stands.

The one place that says what a rule's value is now: `value_of`. The rules of a machine's data read it through
`devices.assumptions.current`, 换证截止日期 through `deadline`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings

from devices import assumptions
from devices.kept_rules import kept_values

DEADLINE = "renewal_deadline"
Kind = Literal["number", "flag", "date", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `name` is that of the assumption (or DEADLINE), `low` and `high` bound a number.

    `choices` are (value, word); `hint` says what it decides and where an unset one comes from.
    """

    name: str
    group: str
    label: str
    kind: Kind
    hint: str
    unit: str = ""
    low: int = 0
    high: int = 0
    choices: tuple[tuple[str, str], ...] = ()

    def words(self, value: Any) -> str:
        """A value as people read it."""
        if self.kind == "flag":
            return "是" if value else "否"
        if self.kind == "date":
            return value.isoformat() if value else "未设定"
        if self.kind == "choice":
            return dict(self.choices).get(value, str(value))
        return f"{value} {self.unit}".strip()


RULES: tuple[Rule, ...] = (
    Rule(
        name=DEADLINE,
        group="换证",
        label="换证截止日期",
        kind="date",
        hint="企业首页倒计时、到期提醒、催办和进度预测按此计算；留空为不设截止日期。",
    ),
    Rule(
        name="intake_policy",
        group="入库",
        label="受理旧证入库的范围",
        kind="choice",
        choices=(("closed", "停止受理"), ("local_only", "仅中山市企业"), ("open", "不限")),
        hint="企业能否添加未入库设备并提交入库。",
    ),
    Rule(
        name="regno_old_strict",
        group="入库",
        label="原备案号不合常见格式或属外地的，不予提交",
        kind="flag",
        hint="否：只提醒企业和审核人员核对。",
    ),
    Rule(
        name="near_days",
        group="使用年限与评估",
        label="临近评估年限的提前天数",
        kind="number",
        unit="天",
        low=0,
        high=1095,
        hint="距规定评估年限届满不足这些天的设备列为“临近”。",
    ),
    Rule(
        name="age_over_blocks",
        group="使用年限与评估",
        label="超过评估年限且没有有效评估的，不予提交",
        kind="flag",
        hint="否：只提醒双方。",
    ),
    Rule(
        name="assessment_near_days",
        group="使用年限与评估",
        label="评估将到期的提前天数",
        kind="number",
        unit="天",
        low=0,
        high=730,
        hint="安全评估有效期不足这些天时提醒重新评估。",
    ),
    Rule(
        name="material_hoist_years",
        group="使用年限与评估",
        label="物料提升机的评估年限",
        kind="number",
        unit="年",
        low=1,
        high=40,
        hint="JGJ/T 189 未作规定，由本市确定；塔式起重机、施工升降机的年限在参数目录中维护。",
    ),
    Rule(
        name="other_years",
        group="使用年限与评估",
        label="其他起重机械的评估年限",
        kind="number",
        unit="年",
        low=1,
        high=40,
        hint="没有设计使用年限的其他起重机械按此计算。",
    ),
    Rule(
        name="safety_device_expired_level",
        group="检查",
        label="防坠安全器标定已过期的",
        kind="choice",
        choices=(("warning", "提醒"), ("error", "不予提交")),
        hint="换证申请预审检查时如何处理。",
    ),
    Rule(
        name="licence_required_since",
        group="检查",
        label="须填写制造许可证号的出厂年份",
        kind="number",
        unit="年起",
        low=1980,
        high=2100,
        hint="这一年及以后出厂的设备必须填写制造许可证号。",
    ),
    Rule(
        name="same_model_machines",
        group="同型号参考",
        label="至少多少台同型号设备才提供参考值",
        kind="number",
        unit="台",
        low=3,
        high=100,
        hint="少于这个数量的，不显示同型号参考，以免看出是哪家企业的设备。",
    ),
    Rule(
        name="same_model_enterprises",
        group="同型号参考",
        label="至少涉及多少家企业才提供参考值",
        kind="number",
        unit="家",
        low=2,
        high=50,
        hint="少于这个数量的，不显示同型号参考。",
    ),
)


def rule_of(name: str) -> Rule:
    """The rule of that name; KeyError where there is none."""
    for rule in RULES:
        if rule.name == name:
            return rule
    raise KeyError(name)


def default_of(rule: Rule) -> Any:
    """What holds where the city has set nothing: the settings' value, else the product's."""
    if rule.name == DEADLINE:
        return settings.RENEWAL_DEADLINE
    return getattr(assumptions.of_settings(), rule.name)


def value_of(rule: Rule) -> Any:
    """What holds now."""
    kept = kept_values()
    return from_json(rule, kept[rule.name]) if rule.name in kept else default_of(rule)


def deadline() -> dt.date | None:
    """换证截止日期, None where none is set."""
    found: dt.date | None = value_of(rule_of(DEADLINE))
    return found


def from_json(rule: Rule, stored: Any) -> Any:
    """A stored value in the rule's own type."""
    if rule.kind == "date":
        return dt.date.fromisoformat(stored) if stored else None
    return stored


def to_json(rule: Rule, value: Any) -> Any:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def with_value(rule: Rule, value: Any) -> tuple[Any, Any]:
    """(before, after) as those who count the effect take them: assumptions, or the two dates."""
    if rule.name == DEADLINE:
        return deadline(), value
    now = assumptions.current()
    return now, assumptions.replaced(now, {rule.name: value})
