"""审核要点: the points of the office's checklist, each answered as far as the system can. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from renewals.comparing import ComparedRow, submitted_common, submitted_parameters

ASKED_FIRST = frozenset({0, 5, 8, 15})  # last remarks, papers, units, duplicates
# The points that no machine can answer: a person compares the record with the papers.
LOOKED_AT = {
    3: "型号、出厂编号、出厂日期与铭牌、合格证、旧证一致",
    6: "购置凭证买方为产权单位",
    14: "附件清晰、盖章、未过期",
}
SAID_MOST = 3  # findings or fields that a point names
HOIST_PAPERS = ("safety_device_model", "safety_device_serial", "safety_device_valid_until")


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its tone (ok, warn, bad; empty where a person must look), and the evidence."""

    number: int
    title: str
    tone: str = ""
    evidence: str = ""

    @property
    def asks(self) -> bool:
        """Whether a person must confirm it: what the machine cannot answer, or has doubts about."""
        return self.tone != "ok"

    @property
    def leads(self) -> bool:
        """Whether it is shown before the list is unfolded: what needs a look, and what is asked first."""
        return self.tone in {"warn", "bad"} or self.number in ASKED_FIRST


@dataclass(frozen=True, slots=True)
class PapersSay:
    """What recognition read of the papers: how many fields they confirm, and which they contradict."""

    agreeing: int
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What the points are answered from; all of it was read before, nothing is asked here."""

    body: dict[str, Any]
    record: dict[str, str]
    rows: Sequence[ComparedRow]
    findings: Sequence[dict[str, Any]]
    required_papers: frozenset[str]
    given_papers: frozenset[str]
    today: date
    owner_matches: bool
    owner_is_local: bool
    same_serial_elsewhere: bool
    remarked: frozenset[str] = field(default_factory=frozenset)
    answered: frozenset[str] = field(default_factory=frozenset)
    papers: PapersSay | None = None


def checklist(case: Case) -> list[Point]:
    """The points in the office's order, the last round's remarks before them where there were any."""
    points = [
        _owner(case),
        _old_number(case),
        _four_places(case.papers),
        _by_findings(case, 4, "制造许可证覆盖该品种与出厂日期", "LIC"),
        _papers(case),
        Point(6, LOOKED_AT[6], evidence="对照附件核对"),
        _added_parameters(case),
        _units(case),
        _by_path(case, 9, "参数互相吻合", "parameters."),
        _by_findings(case, 10, "使用年限与评估报告", "AGE"),
        _by_findings(case, 11, "不属淘汰、限制目录", "ELIM"),
        _archive(case),
        _hoist_safety(case),
        Point(14, LOOKED_AT[14], evidence="对照附件核对"),
        _duplicates(case),
    ]
    return [*_last_remarks(case), *(point for point in points if point is not None)]


def _last_remarks(case: Case) -> list[Point]:
    if not case.remarked:
        return []
    done = len(case.remarked & case.answered)
    open_ones = len(case.remarked - case.answered)
    said = f"{len(case.remarked)} 条，已修改 {done} 条"
    evidence = f"{said}，{open_ones} 条所指内容未变" if open_ones else said
    return [Point(0, "上次逐项意见", "warn" if open_ones else "ok", evidence)]


def _owner(case: Case) -> Point:
    title = "产权单位为中山企业，名称与代码一致"
    if not case.owner_is_local:
        return Point(1, title, "bad", "企业工商注册地不在中山市")
    if not case.owner_matches:
        return Point(1, title, "warn", "提交后企业名称或代码有变更，请核对")
    return Point(1, title, "ok", "与企业资料一致")


def _old_number(case: Case) -> Point:
    new, old = (
        values.get("old_registration_number", "") for values in (submitted_common(case.body), case.record)
    )
    if new and new == old:
        return Point(2, "旧证编号与市网记录一致", "ok", new)
    return Point(2, "旧证编号与市网记录一致", "bad", f"市网记录为 {old or '空'}")


def _four_places(papers: PapersSay | None) -> Point:
    """What a machine reads is evidence; that the four agree, a person says."""
    if papers is None:
        return Point(3, LOOKED_AT[3], evidence="对照右侧附件核对")
    if papers.differing:
        named = "、".join(papers.differing[:SAID_MOST])
        more = f"等 {len(papers.differing)} 项" if len(papers.differing) > SAID_MOST else ""
        return Point(3, LOOKED_AT[3], "warn", f"识别出{named}{more}不一致，见“四处一致”")
    return Point(3, LOOKED_AT[3], evidence=f"已识别的 {papers.agreeing} 项与表中一致，请对照附件核对其余各项")


def _papers(case: Case) -> Point:
    given = len(case.required_papers & case.given_papers)
    wanted = len(case.required_papers)
    return Point(5, "必备资料齐全", "ok" if given == wanted else "bad", f"{given}/{wanted}")


def _added_parameters(case: Case) -> Point:
    missing = [row.label for row in case.rows if row.check.tone == "bad"]
    if missing:
        return Point(
            7, "新增参数齐全", "bad", f"未填：{'、'.join(missing[:4])}{'等' if len(missing) > 4 else ''}"
        )
    return Point(7, "新增参数齐全", "ok", "必填项均已填写")


def _units(case: Case) -> Point:
    off = [row for row in case.rows if row.path.startswith("parameters.") and row.check.tone == "warn"]
    if off:
        named = "、".join(row.label for row in off[:SAID_MOST])
        more = f"等 {len(off)} 项" if len(off) > SAID_MOST else ""
        return Point(8, "单位已换算、无量级错误", "warn", f"{named}{more}与原值或换算值不一致")
    return Point(8, "单位已换算、无量级错误", "ok", "与换算值一致")


def _by_findings(case: Case, number: int, title: str, word: str) -> Point:
    found = [finding for finding in case.findings if word in finding["code"].upper()]
    return _found(number, title, found)


def _by_path(case: Case, number: int, title: str, prefix: str) -> Point:
    found = [finding for finding in case.findings if finding.get("path", "").startswith(prefix)]
    return _found(number, title, found)


def _found(number: int, title: str, found: list[dict[str, Any]]) -> Point:
    if not found:
        return Point(number, title, "ok", "预审未发现问题")
    bad = any(finding["severity"] == "error" for finding in found)
    said = " ".join(finding["sentence"] for finding in found[:SAID_MOST])
    more = f" 共 {len(found)} 条，见“预审结果”。" if len(found) > SAID_MOST else ""
    return Point(number, title, "bad" if bad else "warn", f"{said}{more}")


def _archive(case: Case) -> Point:
    stated = submitted_common(case.body).get("has_safety_archive")
    if stated == "true":
        return Point(12, "安全技术档案完整", "ok", "企业声明具有完整档案")
    return Point(12, "安全技术档案完整", "bad" if stated == "false" else "warn", "企业未声明具有完整档案")


def _hoist_safety(case: Case) -> Point | None:
    if case.body["category"] != "construction_hoist":
        return None
    entries = submitted_parameters(case.body)
    values = [entries.get(code, {}).get("value") or "" for code in HOIST_PAPERS]
    title = "防坠安全器型号、编号、标定有效期"
    if not all(values):
        return Point(13, title, "warn", "有未填写的内容")
    expired = values[2] < case.today.isoformat()
    return Point(
        13, title, "bad" if expired else "ok", f"标定有效期至 {values[2]}{',已过期' if expired else ''}"
    )


def _duplicates(case: Case) -> Point:
    if case.same_serial_elsewhere:
        return Point(15, "无重复备案", "warn", "其他设备有相同的出厂编号，请核对制造单位")
    return Point(15, "无重复备案", "ok", "未发现重复的出厂编号")
