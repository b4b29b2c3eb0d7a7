"""The words of 疑似问题: what is reported, how far it is, and each step."""

from __future__ import annotations

from ground.glossary import Worded


class ProblemKind(Worded):
    """What somebody on a site suspects."""

    PLATE_DIFFERS = "plate_differs", "号牌不符"
    CLONED = "cloned", "疑似套牌"
    OVER_AGE = "over_age", "超期使用"
    OTHER = "other", "其他"


class CaseStatus(Worded):
    """How far the office is."""

    OPEN = "open", "待处理"
    IN_HAND = "in_hand", "处理中"
    SETTLED = "settled", "已办结"
    UNFOUNDED = "unfounded", "不属实"

    @property
    def tone(self) -> str:
        """The colour family of the tag."""
        return {"open": "warn", "in_hand": "go", "settled": "ok"}.get(self.value, "idle")


class CaseStep(Worded):
    """One step of a case, as its history names it."""

    REPORTED = "reported", "上报"
    CLAIMED = "claimed", "开始处理"
    TAKEN_OVER = "taken_over", "接手办理"
    RELEASED = "released", "退回待处理"
    CONTACT_SEEN = "contact_seen", "查看联系方式"  # of former days: such a look stands in 账号记录 now
    SETTLED = "settled", "办结"
    UNFOUNDED = "unfounded", "认定不属实"


# What the public page says of each state.
TOLD = {
    CaseStatus.OPEN: "已收到，等待审批办处理。",
    CaseStatus.IN_HAND: "审批办正在核查，结果会显示在这里。",
    CaseStatus.SETTLED: "已办结，处理结果见下。",
    CaseStatus.UNFOUNDED: "经核查不属实，说明见下。",
}
