"""The words of delivery: what people are told of, by which way, and how far it is."""

from __future__ import annotations

from ground.glossary import Worded


class Event(Worded):
    """What people are told of; in the portal always, by the other ways as each person chooses.

    All but ACCOUNT_SAFETY, which is everybody's, and API_KEY_ENDING, which is its keepers', are a firm's.
    """

    RENEWAL_REJECTED = "renewal_rejected", "不接受备案"
    PROVINCE_RETURNED = "province_returned", "省网退回"
    RENEWAL_ACCEPTED = "renewal_accepted", "接受备案"
    CERTIFICATE_ISSUED = "certificate_issued", "换证完成"
    INTAKE_REJECTED = "intake_rejected", "入库审核不通过"
    INTAKE_APPROVED = "intake_approved", "设备已入库"
    MATTER_REJECTED = "matter_rejected", "企业事项审核不通过"
    MATTER_ACCEPTED = "matter_accepted", "企业事项审核通过"
    TRANSFER_OFFERED = "transfer_offered", "产权变更待确认"
    DEADLINE_NEAR = "deadline_near", "换证截止提醒"
    URGED = "urged", "换证催办"
    SAFETY_DEVICE_ENDING = "safety_device_ending", "安全器标定到期提醒"
    ASSESSMENT_ENDING = "assessment_ending", "安全评估到期提醒"
    CERTIFICATE_ENDING = "certificate_ending", "电子证照到期提醒"
    API_KEY_ENDING = "api_key_ending", "接口密钥提醒"
    ACCOUNT_SAFETY = "account_safety", "账号安全提醒"


class Channel(Worded):
    """A way out of the portal."""

    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"


class DeliveryState(Worded):
    """How far one delivery is."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    MERGED = "merged", "已合并发送"
    FAILED = "failed", "发送失败"
    DROPPED = "dropped", "不再发送"

    @property
    def tone(self) -> str:
        """The colour family of the state's tag."""
        return {"waiting": "go", "sent": "ok", "merged": "ok", "failed": "bad"}.get(self.value, "idle")


# What each way carries where the person has not chosen otherwise: a text message disturbs, a mail does not.
BY_DEFAULT: dict[Channel, frozenset[Event]] = {
    Channel.EMAIL: frozenset(Event),
    Channel.SMS: frozenset(
        {
            Event.RENEWAL_REJECTED,
            Event.PROVINCE_RETURNED,
            Event.CERTIFICATE_ISSUED,
            Event.DEADLINE_NEAR,
            Event.URGED,
        }
    ),
}
# What nobody switches off, no limit holds back and nothing delays: whoever takes an account over must not silence it.
ALWAYS: dict[Channel, frozenset[Event]] = {
    Channel.EMAIL: frozenset({Event.ACCOUNT_SAFETY}),
    Channel.SMS: frozenset(),
}
URGENT = frozenset({Event.ACCOUNT_SAFETY})
