"""The papers of the demonstration's machines, each with the machine's own data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from accounts.models import Enterprise
from documents.services import store_bytes
from documents.staging import Staged
from zhongshan_crane.demo.fleet import Machine
from zhongshan_crane.demo.papers import nameplate_jpeg, old_certificate_pdf, plain_paper_pdf

PDF, JPEG = "application/pdf", "image/jpeg"


@dataclass(frozen=True)
class Paper:
    """One drawn file: the kind of the catalogue's attachment list, a file name, and its bytes."""

    kind: str
    name: str
    media_type: str
    data: bytes

    def staged(self) -> Staged:
        """The paper as a clerk has just added it to a form."""
        file = store_bytes(data=self.data, media_type=self.media_type)
        return Staged(file, self.name, self.kind)


def draw_all(machines: Iterable[tuple[Machine, Enterprise]]) -> dict[str, list[Paper]]:
    """The intake papers of each machine by its old number; drawn side by side, because plates take long."""
    pairs = list(machines)
    with ThreadPoolExecutor(max_workers=2) as workers:
        drawn = workers.map(lambda pair: draw(*pair), pairs)
        return {machine.number: papers for (machine, _), papers in zip(pairs, drawn, strict=True)}


def draw(machine: Machine, owner: Enterprise) -> list[Paper]:
    """旧证 and 铭牌, and for a second-hand machine the papers of its transfer."""
    papers = [_old_certificate(machine, owner), _nameplate(machine)]
    if machine.second_hand:
        lines = [f"原备案号 {machine.number} 的设备已由原产权单位办理产权注销，安全技术档案共 1 册随机移交。"]
        papers.append(sheet("transfer_docs", "原产权注销证明及档案移交清单", machine, lines))
    return papers


def calibration(machine: Machine, until: dt.date) -> Paper:
    """防坠安全器标定证书."""
    serials = machine.old_parameters()["safety_device_serial"].replace(";", "、")
    lines = [f"防坠安全器编号：{serials}。", f"标定合格，有效期至 {until.isoformat()}。"]
    return sheet("safety_device_calibration", "防坠安全器标定证书", machine, lines)


def assessment(machine: Machine, on: dt.date, until: dt.date) -> Paper:
    """安全评估报告."""
    lines = [f"按 JGJ/T 189 评估，评估日期 {on.isoformat()}，结论：合格，有效期至 {until.isoformat()}。"]
    return sheet("safety_assessment_report", "安全评估报告", machine, lines)


def sheet(kind: str, title: str, machine: Machine, lines: list[str]) -> Paper:
    """One plain sheet about a machine."""
    about = f"{machine.name} {machine.model}，出厂编号 {machine.serial}，{machine.maker}制造。"
    return Paper(kind, f"{title}.pdf", PDF, plain_paper_pdf(title, [about, *lines]))


def standing_papers(owner: Enterprise) -> list[Paper]:
    """The enterprise's own papers, given once."""
    given = {
        "business_license": ("营业执照副本", f"{owner.name}，统一社会信用代码 {owner.uscc}。"),
        "authenticity_commitment": ("资料真实性承诺书", f"{owner.name}承诺所报资料真实有效。"),
        "authorization_letter": ("经办人授权书", f"{owner.name}授权张示例办理产权备案证换证。"),
    }
    return [
        Paper(kind, f"{title}.pdf", PDF, plain_paper_pdf(title, [line]))
        for kind, (title, line) in given.items()
    ]


def electronic_certificate(face: Mapping[str, str]) -> bytes:
    """A sheet in place of the certificate that the province would issue, marked as such."""
    return plain_paper_pdf("电子证照(演示)", [f"{label}：{value}" for label, value in face.items()])


def _old_certificate(machine: Machine, owner: Enterprise) -> Paper:
    data = old_certificate_pdf(
        registration_number=machine.number,
        device_name=machine.name,
        model=machine.model,
        factory_number=machine.serial,
        made_on=machine.made,
        manufacturer=machine.maker,
        licence_number=machine.licence,
        owner=owner.name,
        uscc=owner.uscc,
        issued_on=machine.registered_on,
        issuer=machine.issuer,
    )
    return Paper("old_certificate", f"产权备案证_{machine.number}.pdf", PDF, data)


def _nameplate(machine: Machine) -> Paper:
    face = {
        "设备名称": machine.name,
        "规格型号": machine.model,
        "出厂编号": machine.serial,
        "出厂日期": machine.made.isoformat(),
        "制造许可证号": machine.licence,
        "制造单位": machine.maker,
    }
    return Paper("nameplate_photo", f"铭牌_{machine.serial}.jpg", JPEG, nameplate_jpeg(face))
