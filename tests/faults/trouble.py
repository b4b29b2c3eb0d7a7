"""What goes wrong, in an order that a seed fixes: processes die, the broker forgets, the neighbour misbehaves."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.faults.machinery import Exchange

# Together some 30 % of all requests and of all answers meet something.
ILL = {
    "latency_ms": 300,
    "slow_percent": 10,
    "error_percent": 5,
    "busy_percent": 3,
    "retry_after_seconds": 1,
    "html_percent": 6,
    "lost_percent": 6,
    "cut_percent": 5,
    "silent_percent": 5,
    "duplicate_percent": 10,
    "stale_percent": 10,
    "unknown_word_percent": 5,
    "corrupt_percent": 15,
    "return_percent": 8,
    "return_reason": "铭牌照片与出厂编号不一致，请重新拍摄后提交",
    "certificate_format": "mixed",
}
TIMEOUT_MS = 3500  # longer than the portal waits
MAINTENANCE_SECONDS = 6
CLOCKS = (0, 1000, -1000, 86_400)


class Trouble:
    """Steps of trouble for one running exchange."""

    def __init__(self, exchange: Exchange, seed: int) -> None:
        self.exchange = exchange
        self.chance = random.Random(seed)
        self.done: list[str] = []

    def make(self, *, seconds: float, meanwhile: Callable[[float], None]) -> None:
        """One trouble after another for so long, each kind at least once; `meanwhile` gets the share that is over."""
        began, steps = time.monotonic(), self._one_round()
        while steps or time.monotonic() - began < seconds:
            steps = steps or self._one_round()
            step = steps.pop()
            step()
            self.done.append(step.__name__)
            meanwhile(min((time.monotonic() - began) / seconds, 1.0))
            time.sleep(self.chance.uniform(0.3, 1.2))

    def _one_round(self) -> list[Callable[[], None]]:
        steps = [
            *[self.kill_a_worker] * 5,
            self.kill_the_web,
            self.flush_the_broker,
            self.restart_the_broker,
            self.restart_the_province,
            self.jump_the_clock,
            self.jump_the_clock,
            self.be_very_slow,
            self.close_for_maintenance,
        ]
        self.chance.shuffle(steps)
        return steps

    def kill_a_worker(self) -> None:
        """In the middle of whatever it does, with kill -9."""
        self.chance.choice(self.exchange.workers).restart()

    def kill_the_web(self) -> None:
        """And start it again."""
        self.exchange.web.restart()

    def flush_the_broker(self) -> None:
        """Every task is gone."""
        self.exchange.flush_broker()

    def restart_the_broker(self) -> None:
        """Every task and every connection is gone."""
        self.exchange.broker.kill()
        self.exchange.start_broker()

    def restart_the_province(self) -> None:
        """The neighbour dies in the middle of whatever it does, and comes back with its books."""
        self.exchange.province.program.kill()
        self.exchange.province.start()

    def jump_the_clock(self) -> None:
        """The neighbour's clock is another one from now on."""
        self.exchange.province.conditions(**ILL, clock_skew_seconds=self.chance.choice(CLOCKS))

    def be_very_slow(self) -> None:
        """Every second answer comes after the portal has given up."""
        slow = ILL | {"latency_ms": TIMEOUT_MS, "slow_percent": 50}
        self.exchange.province.conditions(**slow)
        time.sleep(self.chance.uniform(1, 3))
        self.exchange.province.conditions(**ILL)

    def close_for_maintenance(self) -> None:
        """Nobody may call for some seconds; the time is told as a date every second time."""
        as_date = self.chance.random() < 0.5
        closed = ILL | {"retry_after_as_date": as_date}
        self.exchange.province.conditions(**closed, maintenance_seconds=MAINTENANCE_SECONDS)
