"""The resources, in the order and with the words in which the description groups them."""

from __future__ import annotations

TAGS = {
    "intake": ("未审核通过设备", "添加、修改、提交入库、撤回、删除尚未审核通过的设备。"),
    "devices": ("设备", "已审核通过的设备，证件换发由此开始。"),
    "catalogue": ("参数目录", "各类设备要填写的字段、单位、取值和附件。"),
    "enterprise": ("企业资料", "本企业的资料和企业公共附件。"),
    "history": ("任务历史", "设备、换证申请和企业事项的每一步。"),
    "renewals": ("换证申请", "填写、提交备案、撤回、作废换证申请，查看任务历史。"),
    "files": ("文件", "先上传文件，得到凭条，再在记录中引用。"),
    "standing-papers": ("企业公共附件", "营业执照等各申请共用的附件。"),
    "certificates": ("电子证照", "查看、下载产权备案证。"),
    "messages": ("消息", "查看消息，标记已读。"),
    "matters": ("企业事项", "填写、提交、撤回企业事项。"),
    "people": ("企业人员", "本企业的账号。"),
    "batches": ("批量换证", "一次提交多台设备的换证。"),
    "jobs": ("后台任务", "耗时任务的进度与结果。"),
    "webhooks": ("事件推送", "企业系统接收事件的地址及推送记录。"),
    "queues": ("审批办待办", "审批办的换证、入库、企业事项待办；密钥只读取，决定由登录的审核人员作出。"),
    "enterprises": ("企业", "审批办查看企业。"),
    "accounts": ("账号", "审批办管理账号。"),
    "keys": ("接口密钥", "本密钥的权限与有效期。"),
}


def tag_of(path: str) -> str:
    """The word of the resource that an address (below /api/v1/) belongs to; its own name where it has none yet."""
    first = path.strip("/").removeprefix("api/v1/").split("/")[0]
    return TAGS[first][0] if first in TAGS else first


def described_tags() -> list[dict[str, str]]:
    """The list of tags at the head of the description."""
    return [{"name": name, "description": told} for name, told in TAGS.values()]
