"""The words of 批量换证: what is done, how far it is, what the check says, what became of a machine."""

from __future__ import annotations

from ground.glossary import Worded
from ground.leasing import JobState as JobState


class BatchWord(Worded):
    """A word of 批量换证 with the tone of its tag."""

    @property
    def tone(self) -> str:
        """The colour family in which the word is shown."""
        return TONES.get(self.value, "idle")


class BatchPurpose(BatchWord):
    """What a batch is for."""

    RENEWAL = "renewal", "批量换证"
    INTAKE = "intake", "批量入库"


class JobKind(BatchWord):
    """What a worker does with a batch."""

    CHECK = "check", "校验表格"
    MAKE = "make", "生成申请"
    SUBMIT = "submit", "一并提交"
    PAPERS = "papers", "匹配附件"
    READ = "read", "按识别结果匹配"
    TAKE = "take", "填入识别建议"


class Verdict(BatchWord):
    """What the check says of one machine's row."""

    GOOD = "good", "可生成"
    WARNING = "warning", "有提醒"
    ERROR = "error", "有错误"
    BLANK = "blank", "无新内容"


class MachineOutcome(BatchWord):
    """What became of one machine in the last step of the batch."""

    NONE = "", "待处理"
    MADE = "made", "已生成"
    KEPT = "kept", "已保存"
    UNCHANGED = "unchanged", "无变化"
    SUBMITTED = "submitted", "已提交备案"
    HANDED_IN = "handed_in", "已提交入库"
    SKIPPED = "skipped", "未办理"


class PackVerdict(BatchWord):
    """What became of one file."""

    TAKEN = "taken", "已添加"
    WAITING = "held_back", "待生成后添加"
    HELD = "held", "已有，未重复添加"
    UNMATCHED = "unmatched", "未匹配"
    AMBIGUOUS = "ambiguous", "多台相符"
    REFUSED = "refused", "不能使用"

    @classmethod
    def open_ones(cls) -> tuple[PackVerdict, ...]:
        """Those that a person can still give to a machine."""
        return (cls.UNMATCHED, cls.AMBIGUOUS, cls.REFUSED)


TONES = {
    "good": "ok",
    "warning": "warn",
    "error": "bad",
    "made": "ok",
    "kept": "ok",
    "handed_in": "ok",
    "taken": "ok",
    "held_back": "go",
    "unmatched": "warn",
    "ambiguous": "warn",
    "refused": "bad",
    "submitted": "ok",
    "skipped": "bad",
}
