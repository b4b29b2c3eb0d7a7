"""What is pushed, how a subscription stands, and how far one delivery is."""

from __future__ import annotations

from ground.glossary import Worded


class PushEvent(Worded):
    """What a firm's own system can be told of; TEST is sent by hand alone."""

    RENEWAL_ACCEPTED = "renewal.accepted", "接受备案"
    RENEWAL_REJECTED = "renewal.rejected", "不接受备案"
    ACCEPTANCE_REVOKED = "renewal.acceptance_revoked", "撤销接受"
    PROVINCE_RETURNED = "renewal.returned", "省网退回"
    UPLOADED = "renewal.uploaded", "已上传(换证完成)"
    INTAKE_APPROVED = "intake.approved", "入库审核通过"
    INTAKE_REJECTED = "intake.rejected", "入库审核不通过"
    CERTIFICATE_REVOKED = "certificate.revoked", "电子证照注销"
    TEST = "test", "测试事件"


OFFERED = tuple(event for event in PushEvent if event != PushEvent.TEST)


class PushState(Worded):
    """How a subscription stands. PAUSED by the system after failures in a row: rows wait; OFF: nothing is written."""

    ON = "on", "启用"
    PAUSED = "paused", "已暂停"
    OFF = "off", "停用"

    @property
    def tone(self) -> str:
        """The colour family of the state's tag."""
        return {"on": "ok", "paused": "bad"}.get(self.value, "idle")


class PushDeliveryState(Worded):
    """How far one delivery is."""

    WAITING = "waiting", "待推送"
    SENT = "sent", "已送达"
    FAILED = "failed", "推送失败"

    @property
    def tone(self) -> str:
        """The colour family of the state's tag."""
        return {"waiting": "go", "sent": "ok", "failed": "bad"}.get(self.value, "idle")
