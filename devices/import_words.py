"""The words of 台账导入: what is imported, what a dry run says of a row, what became of it."""

from __future__ import annotations

from ground.glossary import Worded


class ImportWord(Worded):
    """A word of 台账导入 with the tone of its tag."""

    @property
    def tone(self) -> str:
        """The colour family in which the word is shown."""
        return TONES.get(self.value, "idle")


class ImportKind(ImportWord):
    """What the rows of a file are."""

    MACHINES = "machines", "设备台账"
    FIRMS = "firms", "企业名单"


class ImportWork(ImportWord):
    """What a worker does with a file."""

    READ = "read", "读取文件"
    CHECK = "check", "试算"
    TAKE = "take", "正式导入"


class RowVerdict(ImportWord):
    """What the dry run says of a row."""

    NONE = "", "待试算"
    PARSED = "parsed", "试算中"
    ADD = "add", "将新增"
    CHANGE = "change", "将更新"
    SAME = "same", "无变化"
    DUPLICATE = "duplicate", "文件内重复"
    CONFLICT = "conflict", "与市网记录不一致"
    WAITS = "waits", "待补企业信息"
    REFUSED = "refused", "不能导入"

    @classmethod
    def final(cls) -> tuple[RowVerdict, ...]:
        """Those that a dry run ends with."""
        return tuple(word for word in cls if word not in (cls.NONE, cls.PARSED))


class RowOutcome(ImportWord):
    """What became of a row."""

    NONE = "", "未导入"
    ADDED = "added", "已新增"
    CHANGED = "changed", "已更新"
    SKIPPED = "skipped", "未导入（情况已变化）"


TONES = {
    "add": "ok",
    "change": "go",
    "duplicate": "warn",
    "conflict": "warn",
    "waits": "warn",
    "refused": "bad",
    "added": "ok",
    "changed": "ok",
    "skipped": "warn",
}
