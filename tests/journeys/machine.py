"""The machine of the journeys, in the words and values that a clerk types, and how a clerk types them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from playwright.sync_api import FilePayload, Page

from zhongshan_crane.demo.papers import nameplate_jpeg, old_certificate_pdf

MODEL, MADE_ON = "QTZ80(TC6012)", datetime.date(2015, 6, 2)

# As it stands on the old certificate and the nameplate, in the old units.
RECORD = {
    "结构型式": "塔帽式",
    "设备名称": "塔式起重机",
    "规格型号": MODEL,
    "企业自编号": "12号机",
    "制造单位": "示例建筑机械有限公司",
    "出厂日期": MADE_ON.isoformat(),
    "制造许可证号": "TS2410123-2018",
    "制造监督检验证明编号": "JJ-2015-0087",
    "购置日期": "2015-07-01",
    "是否二手或变更取得": "否",
    "是否具有完整安全技术档案": "是",
    "原备案日期": "2015-08-01",
    "发证机关": "中山市住房和城乡建设局",
    "存放镇街": "石岐街道",
    "存放地址": "石岐街道示例路1号堆场",
    "联系人": "张示例",
    "联系电话": "13800000001",
    "变幅形式": "小车变幅",
    "额定起重力矩": "80",
    "最大起重量": "6",
    "最大工作幅度": "60",
    "最大幅度处额定起重量": "1.2",
    "最大独立起升高度": "40.5",
    "最大附着起升高度": "160",
    "起重臂长度(最大)": "60",
    "最大起升速度": "80",
    "小车变幅速度": "50",
    "回转速度": "0.6",
    "标准节截面宽": "1.8",
    "标准节截面深": "1.8",
    "标准节高": "2.5",
    "起升电机功率": "30",
    "总功率(不含顶升)": "38",
    "整机质量(独立高度)": "42",
}
INSTALLATION = "固定式"
# What a renewal asks for besides, in the new units.
ADDED = {
    "回转方式": "上回转",
    "是否可附着": "是",
    "最小工作幅度": "2.5",
    "平衡臂长度": "13.5",
    "平衡重质量(最大臂长)": "14000",
    "标准节连接形式": "高强螺栓",
    "顶升额定工作压力": "25",
    "工作级别": "A4",
    "设计使用年限": "20",
}
# What the form has made of the old values.
CONVERTED = {"额定起重力矩": "800", "最大起重量": "6000", "最大起升速度": "1.333", "标准节截面宽": "1800"}


def type_in(page: Page, label: str, value: str) -> None:
    """Fill the control with that label, or choose from it."""
    control = control_of(page, label)
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=value)
    else:
        control.fill(value)


def control_of(page: Page, label: str):
    """The control with that label; the mark of required fields belongs to the label's text."""
    return page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def type_all(page: Page, values: Mapping[str, str]) -> None:
    """Fill every control that the values name."""
    for label, value in values.items():
        type_in(page, label, value)


def add_papers(page: Page, *, number: str, serial: str) -> None:
    """Upload the old certificate and the photo of the nameplate."""
    paper_of(page, "产权备案证(旧证)").set_input_files(old_certificate(number, serial))
    paper_of(page, "设备铭牌照片").set_input_files(nameplate(serial))


def paper_of(page: Page, label: str):
    """The file input of that kind of paper."""
    return control_of(page, label)


def old_certificate(number: str, serial: str) -> FilePayload:
    """The paper-era certificate as PDF."""
    pdf = old_certificate_pdf(
        registration_number=number,
        device_name="塔式起重机",
        model=MODEL,
        factory_number=serial,
        made_on=MADE_ON,
        manufacturer="示例建筑机械有限公司",
        licence_number="TS2410123-2018",
        owner="中山示例起重设备租赁有限公司",
        uscc="91442000DEM000014P",
        issued_on=datetime.date(2015, 8, 1),
    )
    return {"name": "产权备案证.pdf", "mimeType": "application/pdf", "buffer": pdf}


def nameplate(serial: str) -> FilePayload:
    """The nameplate as JPEG."""
    face = {
        "设备名称": "塔式起重机",
        "规格型号": MODEL,
        "出厂编号": serial,
        "制造单位": "示例建筑机械有限公司",
    }
    return {"name": "铭牌.jpg", "mimeType": "image/jpeg", "buffer": nameplate_jpeg(face)}
