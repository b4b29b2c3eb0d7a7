"""`verify_audit`: walk over the record's chain and name whatever does not fit."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.anchors import kept_anchors, read_anchors
from audit.places import first_since, last_before
from audit.verifying import Verifier

_BAD, _MOST = 2, 1000  # exit code, findings that are printed


class Command(BaseCommand):
    """Exit code 0: nothing is wrong; 2: something is, line by line; 1: it could not be looked at."""

    help = "核验操作记录的封存链：逐条指出被修改、删除、插入的记录。退出码 0 为完好，2 为有异常。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What part, and which anchors from elsewhere."""
        parser.add_argument("--from", dest="begin", default="", help="起点：封存编号或日期(2026-01-31)")
        parser.add_argument("--to", dest="end", default="", help="终点：封存编号或日期(含当日)")
        parser.add_argument(
            "--anchors", type=Path, action="append", default=[], help="机外保存的锚点文件(可多次)"
        )

    def handle(self, *, begin: str, end: str, anchors: list[Path], **_: Any) -> None:
        """Walk, and say in Chinese what is found."""
        first, last = self._first(begin), self._last(end)
        known = kept_anchors()
        given = self._given(anchors)
        walk = Verifier(first=first, last=last, anchors=known | given)
        count = 0
        for finding in walk.run():
            count += 1
            if count <= _MOST:
                self.stdout.write(str(finding))
        seconds = max((timezone.now() - walk.now).total_seconds(), 0.001)
        self.stdout.write(
            f"核验 {walk.links} 条封印(到第 {walk.end[0]} 号)，用时 {seconds:.1f} 秒，每秒 {walk.links / seconds:.0f} 条；"
            f"锚点 {len(known | given)} 个(机外 {len(given)} 个)；待封存 {walk.waiting} 行；个人信息已抹除 {walk.erased} 处，"
            f"文字已依法抹除 {walk.words_erased} 条。"
        )
        if count:
            self.stdout.write(f"发现 {count} 处异常。请保留数据库与锚点的副本，报告审计管理员。")
            raise SystemExit(_BAD)
        self.stdout.write("没有发现异常 / The record is whole.")

    def _given(self, files: list[Path]) -> dict[int, str]:
        anchors: dict[int, str] = {}
        for file in files:
            try:
                with file.open(encoding="utf-8", errors="replace") as lines:
                    found = read_anchors(lines)
            except OSError as problem:
                raise CommandError(f"无法读取锚点文件 {file}：{problem.strerror}。") from problem
            if not found:
                raise CommandError(f"{file} 中没有锚点。锚点是以 crane-audit 开头的行。")
            anchors |= found
        return anchors

    def _first(self, text: str) -> int:
        if not text:
            return 1
        return int(text) if text.isdecimal() else first_since(_day(text))

    def _last(self, text: str) -> int | None:
        if not text:
            return None
        return int(text) if text.isdecimal() else last_before(_day(text) + dt.timedelta(days=1))


def _day(text: str) -> dt.datetime:
    try:
        return timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(text), dt.time()))
    except ValueError as problem:
        raise CommandError(f"“{text}”既不是封存编号，也不是日期(例：2026-01-31)。") from problem
