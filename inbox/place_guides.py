"""The guide's steps by the page on which they are taken (《中山市产权备案证换证操作指引》), each with where it leads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """One step in words; `url_name` and `link` lead to the page of the next, both empty where it is this one."""

    words: str
    url_name: str = ""
    link: str = ""


@dataclass(frozen=True)
class PlaceGuide:
    """What to do on one kind of page."""

    key: str
    title: str
    hints: tuple[Hint, ...]


_ENTRIES = Hint("确认后到“设备备案资料录入”提交备案。", "renewals:entries", "设备备案资料录入")
_FORM = PlaceGuide(
    "form",
    "填写证件换发申请表",
    (
        Hint("橙色行的单位有变化，已自动换算，请对照铭牌核对；标有“新增”的参数请补充。"),
        Hint("必备附件为旧证扫描件和铭牌照片，市网已有的自动沿用。"),
        Hint("填好后点“确认”保存；没有填完也可以先确认，以后再修改。"),
        _ENTRIES,
    ),
)
_RECORD = PlaceGuide(
    "record",
    "添加设备",
    (
        Hint("线下办理过产权备案、尚未录入市网的设备在这里添加，按旧证填写，单位与旧证一致。"),
        Hint("点“保存”后记录在“未审核通过设备信息”，可以修改。", "devices:unapproved", "未审核通过设备信息"),
        Hint("核对无误后点“提交入库”，审批办审核通过即可换证。"),
    ),
)
_CASE = PlaceGuide(
    "case",
    "跟进这件换证申请",
    (
        Hint("未提交备案：核对后点“提交备案”。待备案：等待审批办审核，签收之前可以撤回。"),
        Hint("不接受备案：点“修改”，按备案意见更正并确认，再提交备案。"),
        Hint(
            "接受备案：等待电子证照办结，无需操作；变为“已上传”即换证完成。", "certificates:list", "电子证照"
        ),
    ),
)

GUIDES: dict[str, PlaceGuide] = {
    "devices:unapproved": PlaceGuide(
        "unapproved",
        "未入库的设备怎么办",
        (
            Hint("点“添加设备”，按旧证填写后保存。", "devices:unapproved_add", "添加设备"),
            Hint("保存成功的记录在本页，核对后点“提交入库”交审批办审核。"),
            Hint("审核不通过的留在本页并写明原因，点“修改”更正后重新提交。"),
            Hint("审核通过的转入“备案设备信息管理”。", "renewals:registered", "备案设备信息管理"),
        ),
    ),
    "devices:unapproved_add": _RECORD,
    "devices:unapproved_edit": _RECORD,
    "renewals:registered": PlaceGuide(
        "registered",
        "已入库的设备怎么换证",
        (
            Hint("找到标识为“待换发证件”的设备，点“证件换发”填写申请表。"),
            Hint("设备较多的，可用一张表格批量填写。", "renewals:batches", "批量换证"),
            Hint("找不到设备的，可能尚未入库，请先添加。", "devices:unapproved", "未审核通过设备信息"),
            _ENTRIES,
        ),
    ),
    "renewals:registered_start": _FORM,
    "renewals:entries_edit": _FORM,
    "renewals:entries": PlaceGuide(
        "entries",
        "提交备案和后续办理",
        (
            Hint("未提交备案：确认无误后点“提交备案”，交审批办审核。"),
            Hint("不接受备案：先看备案意见，再点“修改”。", "renewals:history", "任务历史"),
            Hint(
                "接受备案：等待电子证照办结，无需操作；变为“已上传”即换证完成。",
                "certificates:list",
                "电子证照",
            ),
        ),
    ),
    "renewals:entries_detail": _CASE,
    "renewals:history": PlaceGuide(
        "history",
        "查看不接受备案的原因",
        (
            Hint("找到设备记录，点“查看”，下拉查看备案意见和逐项意见。"),
            Hint("按意见修改并确认，再提交备案。", "renewals:entries", "设备备案资料录入"),
        ),
    ),
    "certificates:list": PlaceGuide(
        "certificates",
        "换证完成以后",
        (
            Hint("在这里预览、下载电子证照，打印设备码牌贴在设备上。"),
            Hint("任何人都可以扫码牌，或按备案号和出厂编号查验。", "certificates:verify", "证照查验"),
        ),
    ),
}


def guide_of(view_name: str) -> PlaceGuide | None:
    """The guide of a page by its url's name, None for pages that need none."""
    return GUIDES.get(view_name)
