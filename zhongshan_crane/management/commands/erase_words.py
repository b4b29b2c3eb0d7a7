"""`erase_words`: find the entries whose free texts hold some words, and erase one entry's."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from audit.word_erasing import entries_saying
from ground.errors import RuleBroken
from zhongshan_crane.operator_trail import operator
from zhongshan_crane.trail.erasing import erase_on_the_server

_MOST = 200


class Command(BaseCommand):
    """The page of 操作记录 does the same for one entry; the command finds them, too, and works where nobody can log in."""

    help = "查找文字中含有某些字样的操作记录，或依法抹除一条记录的文字(记录和封印保留，抹除不能恢复)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to look for, or the entry and the ground."""
        parser.add_argument("--saying", default="", help="只查找：列出文字中含有这些字样的记录")
        parser.add_argument(
            "--entry", default="", help="要抹除的记录，如 history:123(见 --saying 或“操作记录”的明细)"
        )
        parser.add_argument("--reason", default="", help="抹除的依据(5 至 200 个字)，记入操作记录")

    def handle(self, *, saying: str, entry: str, reason: str, **_: Any) -> None:
        """List, or erase and say what went."""
        if bool(saying) == bool(entry):
            raise CommandError("请给出 --saying 字样 查找，或用 --entry 记录 --reason 依据 抹除。")
        if saying:
            self._list(saying)
            return
        code, _colon, number = entry.partition(":")
        if not number.isascii() or not number.isdecimal() or len(number) > 18:
            raise CommandError(f"“{entry}”不是一条记录。请写成 history:123。")
        try:
            copies = erase_on_the_server(code, int(number), reason, operator=operator())
        except RuleBroken as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"已抹除 {entry} 的文字，另有 {copies} 处相同的文字一并抹除。")

    def _list(self, saying: str) -> None:
        count = 0
        for code, row_id, at, place in entries_saying(saying):
            count += 1
            if count > _MOST:
                self.stdout.write(f"只列出前 {_MOST} 处，请用更长的字样再查。")
                return
            self.stdout.write(f"{code}:{row_id}  {localtime(at):%Y-%m-%d %H:%M}  {place}")
        self.stdout.write(f"共 {count} 处。" if count else "没有找到。")
