"""What is to be made: how many, of whom, and which machines have a renewal. The same plan gives the same data."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from random import Random

from ground.errors import RuleBroken
from ground.glossary import IntakeStatus

ELSEWHERE = 33  # of so many firms one is registered in another city
INTAKE = (IntakeStatus.APPROVED, IntakeStatus.PENDING, IntakeStatus.DRAFT, IntakeStatus.REJECTED)
SHARES = (910, 40, 30, 20)  # of the machines, in thousandths
MOST_FIRMS = 99_999
SLICE = 1_000  # machines; another number gives other data
NO_MACHINES = "没有可以换证的设备：换证申请 {renewals} 件，而已入库的本市设备为 0 台。请增加 --devices 或 --enterprises。"
OUT_OF_RANGE = "数量不对：--devices、--enterprises 至少为 1，--renewals 至少为 0，--enterprises 最多 {most}。"


@dataclass(frozen=True, slots=True)
class Slice:
    """Machines that are made together; `before` are the machines and renewals of the slices before it."""

    number: int
    before: tuple[int, int]
    machines: list[tuple[int, IntakeStatus, int]]


@dataclass(frozen=True)
class Plan:
    """`today` is the day before which everything has happened. Raises RuleBroken where it cannot be carried out."""

    devices: int
    enterprises: int
    renewals: int
    seed: int
    today: dt.date

    def __post_init__(self) -> None:
        if min(self.devices, self.enterprises) < 1 or self.renewals < 0 or self.enterprises > MOST_FIRMS:
            raise RuleBroken("bulk_range", OUT_OF_RANGE.format(most=MOST_FIRMS))
        if self.renewals and not sum(self._eligible):
            raise RuleBroken("bulk_machines", NO_MACHINES.format(renewals=self.renewals))

    @property
    def name(self) -> str:
        """What tells this plan from another one."""
        return f"批量数据：种子 {self.seed}，设备 {self.devices}，换证 {self.renewals}"

    def is_local(self, firm: int) -> bool:
        """Whether the firm of that index is registered in Zhongshan."""
        return firm % ELSEWHERE != ELSEWHERE - 1

    def machines(self) -> Iterator[tuple[int, IntakeStatus, int]]:
        """For each machine the index of its firm, its intake state, and how many renewals it has.

        The renewals are spread evenly over the registered machines of local firms; where a machine has several,
        all but the last were voided.
        """
        able, total, given = self._eligible, sum(self._eligible), 0
        for number in range(self.devices):
            count = 0
            if able[number]:
                count = (given + 1) * self.renewals // total - given * self.renewals // total
                given += 1
            yield self._firms[number], INTAKE[self._states[number]], count

    def slices(self) -> Iterator[Slice]:
        """The machines in pieces that know nothing of one another, whoever makes them."""
        machines, renewals = self.machines(), 0
        for number in range(-(-self.devices // SLICE)):
            some = list(islice(machines, SLICE))
            yield Slice(number, (number * SLICE, renewals), some)
            renewals += sum(count for _firm, _intake, count in some)

    @cached_property
    def _firms(self) -> array[int]:
        """A few firms are large: the first owns the square root's share."""
        dice = Random(f"{self.seed}:firms")  # noqa: S311 - data, no secret
        return array("I", (int(self.enterprises * dice.random() ** 2) for _ in range(self.devices)))

    @cached_property
    def _states(self) -> bytes:
        dice = Random(f"{self.seed}:intake")  # noqa: S311 - data, no secret
        return bytes(dice.choices(range(4), cum_weights=list(accumulate(SHARES)), k=self.devices))

    @cached_property
    def _eligible(self) -> bytes:
        return bytes(
            state == 0 and self.is_local(firm) for firm, state in zip(self._firms, self._states, strict=True)
        )
