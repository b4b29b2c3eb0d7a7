"""Making the bulk data of a plan: refused where it could do harm, nothing where it is there already."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, transaction

from accounts.models import Enterprise
from devices.models import Device
from ground.errors import RuleBroken
from renewals.models import RenewalApplication
from zhongshan_crane.bulk.cases import add_renewal
from zhongshan_crane.bulk.firms import MARK, make_firms, make_reviewers
from zhongshan_crane.bulk.indexes import set_aside
from zhongshan_crane.bulk.machines import add_machine, begin_machine
from zhongshan_crane.bulk.plan import Plan
from zhongshan_crane.bulk.uploads import PAPER
from zhongshan_crane.bulk.world import MODELS, World
from zhongshan_crane.demo.firms import FIRMS

AT_ONCE = 10_000  # machines between two writes
REAL_DATA = (
    "此库已有 {count} 台设备既不是演示数据也不是批量数据，不生成：批量数据与真实数据混在一起后无法分开。"
    "请换一个空库；确知此库可以弃用的，请加 --beside-other-data。"
)
OTHER_BULK = "此库已有另一份批量数据({name})，不再生成。请换一个空库。"
Say = Callable[[str], object]


def seed_bulk(plan: Plan, *, beside_other_data: bool, say: Say) -> bool:
    """Make the plan's data in one transaction; False where they are there already.

    Raises RuleBroken where the database holds machines of real firms, or another plan's data.
    """
    if name := _there():
        if name != plan.name or not _is_whole(plan):
            raise RuleBroken("bulk_other", OTHER_BULK.format(name=name))
        return False
    if not beside_other_data:
        _refuse_real_data()
    begun = time.monotonic()
    with transaction.atomic():
        _make(plan, say)
    _analyse()
    say(f"完成，用时 {time.monotonic() - begun:.0f} 秒。")
    return True


def _there() -> str:
    """The name of the bulk data that the database holds, empty where it holds none."""
    first = Enterprise.objects.filter(uscc__contains=f"{MARK}000000").first()
    return first.address if first else ""


def _is_whole(plan: Plan) -> bool:
    ours = {"enterprise__uscc__contains": MARK}
    machines, renewals = Device._base_manager.filter(**ours), RenewalApplication.objects.filter(**ours)
    return machines.count() >= plan.devices and renewals.count() >= plan.renewals


def _refuse_real_data() -> None:
    demo = [given["uscc"] for given in FIRMS.values()]
    others = Device._base_manager.exclude(enterprise__uscc__in=demo)
    if count := others.count():
        raise RuleBroken("bulk_real", REAL_DATA.format(count=count))


def _make(plan: Plan, say: Say) -> None:
    say(f"正在生成 {plan.enterprises} 家企业……")
    world = World(plan, make_firms(plan), make_reviewers())
    world.paper(PAPER)
    with set_aside(list(MODELS), rows=plan.devices + plan.renewals):
        for number, (firm, intake, count) in enumerate(plan.machines(), 1):
            fates = [world.fates.draw(is_last=one == count) for one in range(1, count + 1)]
            machine = begin_machine(world, world.firms[firm], fates)
            for fate in fates:
                add_renewal(world, machine, fate)
            add_machine(world, machine, intake, fates)
            if number % AT_ONCE == 0:
                world.writer.flush()
                say(f"已生成 {number} 台设备……")
        world.writer.finish()
        say("正在建立索引……")


def _analyse() -> None:
    """Let the database know what it now holds, as its own housekeeping would some minutes later."""
    cleans = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if cleans else "ANALYZE")
