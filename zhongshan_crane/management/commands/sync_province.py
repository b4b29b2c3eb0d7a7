"""`sync_province --once`: what the workers do, in the foreground, in one full round."""

from __future__ import annotations

import time
import uuid
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ground.request_context import request_context
from provincial_sync.feed_rounds import feed_round
from provincial_sync.models import UNFINISHED, Upload
from provincial_sync.neighbour import held_until
from provincial_sync.rounds import hand_over_round, poll_round

WORDS = {
    "handed_over": "报送成功",
    "issued": "办结(已取得电子证照)",
    "returned": "省网退回",
    "pending": "省网办理中",
    "forgotten": "省网查无，将重新报送",
    "failed": "上传异常",
    "later": "未成功，稍后再试",
    "applied": "已更新设备备案号",
    "nothing": "备案变更无需更新",
    "dismissed": "不属于本网设备",
    "superseded": "已有更新的变更",
    "deferred": "等待上传任务办结",
    "to_match": "待人工匹配",
    "looked_again": "再次核对",
    "problem": "未能读取，稍后再试",
}


class Command(BaseCommand):
    """Hand over what waits, then ask about everything that is not final, then read the feed on."""

    help = "在前台完成一轮省网对接：报送全部待报送的备案，再查询全部未办结的备案，最后读取备案变更。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One round, or rounds until nothing is open."""
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--once", action="store_true", help="只做一轮")
        how.add_argument("--until-quiet", action="store_true", help="反复进行，直到全部办结或超过 --seconds")
        parser.add_argument("--seconds", type=float, default=300.0, help="最长用时(秒)，默认 300")

    def handle(self, *, once: bool, seconds: float, **_: Any) -> None:
        """Run the rounds and say in Chinese what they did."""
        until = time.monotonic() + seconds
        with request_context(request_id=uuid.uuid4().hex):
            self._round(until)
            while not once and _open() and time.monotonic() < until:
                time.sleep(min(settings.PROVINCE_POLL_SECONDS, max(until - time.monotonic(), 0)))
                self._round(until)
        if not once and _open():
            raise CommandError(f"已到时限，仍有 {_open()} 件未办结；后台任务会继续办理。")

    def _round(self, until: float) -> None:
        if moment := held_until(timezone.now()):
            text = f"省网要求或配置故障暂停请求，{timezone.localtime(moment):%Y-%m-%d %H:%M:%S} 以后再试。"
            self.stdout.write(self.style.WARNING(text))
            return
        outcome = hand_over_round(seconds=_left(until), everyone=True)
        self.stdout.write(f"报送：{_in_words(outcome)}")
        outcome = poll_round(seconds=_left(until), everyone=True)
        self.stdout.write(f"查询：{_in_words(outcome)}")
        outcome = feed_round(seconds=_left(until))
        self.stdout.write(f"备案变更：{_in_words(outcome)}")


def _open() -> int:
    return Upload.objects.filter(state__in=UNFINISHED).count()


def _left(until: float) -> float:
    return max(until - time.monotonic(), 1.0)


def _in_words(outcome: Counter[str]) -> str:
    told = [f"{WORDS[name]} {outcome[name]} 件" for name in WORDS if outcome[name]]
    return "、".join(told) + "。" if told else "没有需要办理的。"
