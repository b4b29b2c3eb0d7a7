"""企业事项 of the demonstration: one in each state that people ask about, each step by the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ground.glossary import MatterKind
from matters.models import Matter
from matters.services.deciding import accept_matter, reject_matter
from matters.services.filing import MatterInput, start_matter, submit_matter
from zhongshan_crane.demo.clock import moment
from zhongshan_crane.demo.drawing import Paper, sheet
from zhongshan_crane.demo.firms import FIRMS, SECOND
from zhongshan_crane.demo.way import Way

UNSEALED = "报废处置证明没有加盖处置单位公章，请补盖后重新添加。"
NUMBER = "粤TA-T202591077"


def deregistration_pending(way: Way, entered: Callable[[Way], None]) -> None:
    """注销 that waits for review."""
    entered(way)
    _handed_in(way, MatterKind.DEREGISTRATION, _scrapped(way), _proof(way), days=2)


def deregistration_refused(way: Way, entered: Callable[[Way], None]) -> None:
    """注销 that the office has refused."""
    entered(way)
    matter = _handed_in(way, MatterKind.DEREGISTRATION, _scrapped(way), _proof(way), days=6)
    with moment(way.day(3, 15)):
        reject_matter(
            matter_id=matter.pk,
            revision=matter.revision,
            reviewer=way.people["reviewer"],
            opinion=UNSEALED,
        )


def deregistered(way: Way, entered: Callable[[Way], None]) -> None:
    """注销 that is done; the province has to be told by hand."""
    entered(way)
    matter = _handed_in(way, MatterKind.DEREGISTRATION, _scrapped(way), _proof(way), days=9)
    with moment(way.day(7, 10)):
        accept_matter(
            matter_id=matter.pk,
            revision=matter.revision,
            reviewer=way.people["reviewer2"],
            opinion="证明材料齐全，准予注销。",
        )


def deferred(way: Way, entered: Callable[[Way], None]) -> None:
    """暂不换证 in force for the better part of a year."""
    entered(way)
    until = way.calendar.now.date() + dt.timedelta(days=300)
    _handed_in(way, MatterKind.DEFERRAL, {"cause": "idle", "until": until.isoformat()}, None, days=8)


def transfer_offered(way: Way, entered: Callable[[Way], None]) -> None:
    """产权变更 that the second firm has to confirm."""
    entered(way)
    agreed = way.day(5, 9).date().isoformat()
    content = {"receiver_uscc": FIRMS[SECOND]["uscc"], "agreed_on": agreed}
    lines = [f"{way.owner.name}将上述设备转让给{SECOND}，安全技术档案共 1 册随机移交。"]
    paper = sheet("transfer_docs", "转让合同及档案移交清单", way.machine, lines)
    _handed_in(way, MatterKind.TRANSFER, content, paper, days=2)


def number_update_pending(way: Way, entered: Callable[[Way], None]) -> None:
    """备案号更新 of a machine that was renewed elsewhere, waiting for review."""
    entered(way)
    issued = way.day(12, 9).date().isoformat()
    content = {
        "new_number": NUMBER,
        "certificate_number": "1.2.156.3005.2.DEMO.91077",
        "issuer": "示例市住房和城乡建设局",
        "issued_on": issued,
    }
    lines = [f"备案号 {NUMBER}，发证日期 {issued}。"]
    paper = sheet("new_certificate", "电子证照(演示)", way.machine, lines)
    _handed_in(way, MatterKind.NUMBER_UPDATE, content, paper, days=3)


STORIES: dict[str, Callable[[Way, Callable[[Way], None]], None]] = {
    story.__name__: story
    for story in (
        deregistration_pending,
        deregistration_refused,
        deregistered,
        deferred,
        transfer_offered,
        number_update_pending,
    )
}


def _scrapped(way: Way) -> dict[str, Any]:
    return {"cause": "scrapped", "happened_on": way.day(15, 9).date().isoformat()}


def _proof(way: Way) -> Paper:
    lines = ["上述设备主要受力结构件锈蚀，已作报废处置。"]
    return sheet("deregistration_proof", "报废处置证明", way.machine, lines)


def _handed_in(
    way: Way, kind: MatterKind, content: dict[str, Any], paper: Paper | None, *, days: int
) -> Matter:
    """Saved and submitted by the firm's clerk, so many working days ago."""
    with moment(way.day(days, 10)):
        staged = (paper.staged(),) if paper else ()
        matter = start_matter(
            user=way.clerk, kind=kind, device_id=way.device.pk, given=MatterInput(content, staged)
        )
        return submit_matter(matter_id=matter.pk, revision=matter.revision, user=way.clerk, declared=True)
