"""What verifying finds, named so that a person can look it up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localtime

from audit.sources import sources
from ground.worded import Worded


class FindingKind(Worded):
    """What is wrong with a place of the record."""

    CHANGED = "changed", "记录内容被修改"
    REMOVED = "removed", "记录被删除"
    INSERTED = "inserted", "记录是事后插入的，未经封存"
    BACKDATED = "backdated", "记录的时间与封存时间不符"
    LINK_CHANGED = "link_changed", "封印被修改"
    LINK_MISSING = "link_missing", "封印缺失"
    CUT = "cut", "链尾被截断"
    ANCHOR = "anchor", "与锚点不符"
    KEY = "key", "封印所用密钥不在手边"
    OLD_KEY = "old_key", "换用新密钥之后又出现旧密钥的封印"
    NOTE_CHANGED = "note_changed", "个人信息旁表的内容被修改"
    NOTE_MISSING = "note_missing", "个人信息旁表的记录被删除"
    WORDS_CHANGED = "words_changed", "记录中的文字被修改"
    WORDS_GONE = "words_gone", "记录中的文字没有了，却没有抹除的记录"
    BODY_CHANGED = "body_changed", "报文或文件与封存的摘要不符"
    UNSEALED = "unsealed", "长时间未封存"


@dataclass(frozen=True)
class Finding:
    """One place: the table and row, the number in the chain, when it was sealed or written."""

    kind: FindingKind
    source: str = ""
    row_id: int = 0
    number: int = 0
    at: dt.datetime | None = None
    told: str = ""

    def __str__(self) -> str:
        where = []
        if self.number:
            where.append(f"封存第 {self.number} 号")
        if source := sources().get(self.source):
            where.append(f"{source.word}({source.table}) id={self.row_id}")
        elif self.source:
            where.append(f"{self.source} id={self.row_id}")
        if self.at:
            where.append(f"{localtime(self.at):%Y-%m-%d %H:%M:%S}")
        if self.told:
            where.append(self.told)
        return f"[{self.kind.value}] {self.kind.label}：{'，'.join(where)}"
