"""Banned and restricted machines (R-ELIM-01 to R-ELIM-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devices import model_names
from devices.findings import Finding
from devices.rules.facts import MachineFacts

FRAMES = ("gantry_frame", "shaft_frame")


def check_elimination(facts: MachineFacts) -> list[Finding]:
    """Models banned by the state; tall frames; friction winches. `facts` in new units."""
    return [*_banned(facts), *_tall_frame(facts), *_friction_winch(facts)]


def _banned(facts: MachineFacts) -> Iterator[Finding]:
    names = [model_names.normalise(facts.common.get(code, "")) for code in ("model", "device_name")]
    for entry in facts.catalogue.eliminated_models:
        if entry.category == facts.category and any(re.fullmatch(entry.pattern, name) for name in names):
            sentence = f"规格型号：属明令淘汰的设备({entry.basis})，依法不予备案，请办理注销。"
            yield Finding("R-ELIM-01", entry.severity, "device.model", sentence, statutory="G1")
            return


def _tall_frame(facts: MachineFacts) -> Iterator[Finding]:
    height, limit = facts.number("max_install_height"), facts.assumptions.restricted_frame_height
    if facts.category == "material_hoist" and facts.sub_type in FRAMES and height and height >= limit:
        sentence = (
            f"最大安装高度：龙门架、井架物料提升机限制用于{limit} m及以上的工程"
            "(住房和城乡建设部公告2021年第214号)，请核实使用范围。"
        )
        yield Finding("R-ELIM-02", "warning", "parameters.max_install_height", sentence)


def _friction_winch(facts: MachineFacts) -> Iterator[Finding]:
    if facts.category == "material_hoist" and facts.parameters.get("traction_type") == "friction_winch":
        sentence = "曳引方式：摩擦式卷扬机驱动的物料提升机属明令淘汰，请按铭牌核对，由审核人员确认。"
        yield Finding("R-ELIM-03", "warning", "parameters.traction_type", sentence)
