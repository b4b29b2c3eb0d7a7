"""Making the bulk data of a plan: refused where it could do harm, nothing where it is there already."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial

from django.db import DatabaseError, connection, transaction

from accounts.models import Enterprise
from devices.models import Device
from ground.errors import RuleBroken
from renewals.models import RenewalApplication
from zhongshan_crane.bulk.cases import add_renewal
from zhongshan_crane.bulk.firms import MARK, make_firms, make_reviewers
from zhongshan_crane.bulk.indexes import are_missing, put_back, set_aside, tidy
from zhongshan_crane.bulk.machines import add_machine, begin_machine
from zhongshan_crane.bulk.plan import SLICE, Plan, Slice
from zhongshan_crane.bulk.tables import Taken
from zhongshan_crane.bulk.uploads import PAPER
from zhongshan_crane.bulk.workers import made_by_workers
from zhongshan_crane.bulk.world import MODELS, World
from zhongshan_crane.demo.firms import FIRMS

LARGE = 20_000  # rows from which other processes make them, and indexes are made afterwards
TOLD = 10_000  # machines between two lines of progress
REAL_DATA = (
    "此库已有 {count} 台设备既不是演示数据也不是批量数据，不生成：批量数据与真实数据混在一起后无法分开。"
    "请换一个空库；确知此库可以弃用的，请加 --beside-other-data。"
)
OTHER_BULK = "此库已有另一份批量数据({name})，不再生成。请换一个空库。"
UNFINISHED = (
    "数据已生成，索引没有建完：{error}请排除原因后再运行一次本命令，从中断处继续；建完以前请勿办理业务。"
)
Say = Callable[[str], object]


def seed_bulk(plan: Plan, *, beside_other_data: bool, say: Say) -> bool:
    """Make the plan's data in one transaction, then the indexes of large data; False where all is there already.

    Raises RuleBroken where the database holds machines of real firms, or another plan's data.
    """
    goes_on = are_missing()
    if goes_on:
        _put_back(say)
    if name := _there():
        if name != plan.name or not _is_whole(plan):
            raise RuleBroken("bulk_other", OTHER_BULK.format(name=name))
        return goes_on
    if not beside_other_data:
        _refuse_real_data()
    begun = time.monotonic()
    is_large = connection.vendor == "postgresql" and plan.devices + plan.renewals >= LARGE
    with transaction.atomic(durable=is_large):
        _make(plan, say, is_large=is_large)
    if is_large:
        _put_back(say)
    else:
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


def _make(plan: Plan, say: Say, *, is_large: bool) -> None:
    say(f"正在生成 {plan.enterprises} 家企业……")
    world = World(plan, make_firms(plan), make_reviewers())
    world.paper(PAPER)
    world.writer.begin()
    if is_large:
        set_aside(list(MODELS))
    with closing(_made(world, is_large=is_large)) as made:
        for number, piece in enumerate(made, 1):
            world.writer.write(piece)
            if number * SLICE % TOLD == 0:
                say(f"已生成 {number * SLICE} 台设备……")
        world.writer.finish()


def _made(world: World, *, is_large: bool) -> Generator[Taken, None, None]:
    make = partial(make_slice, world)
    if not is_large:
        yield from map(make, world.plan.slices())
        return
    world.make_lots()  # they read the database, which workers cannot
    yield from made_by_workers(make, world.plan.slices(), os.cpu_count() or 1)


def make_slice(world: World, one: Slice) -> Taken:
    """The rows of a slice, as the writer takes them."""
    world.begin(one)
    for firm, intake, count in one.machines:
        fates = [world.fates.draw(is_last=turn == count) for turn in range(1, count + 1)]
        machine = begin_machine(world, world.firms[firm], fates)
        for fate in fates:
            add_renewal(world, machine, fate)
        add_machine(world, machine, intake, fates)
    return world.writer.taken()


def _put_back(say: Say) -> None:
    say("正在建立索引……")
    try:
        put_back()
    except DatabaseError as error:
        raise RuleBroken("bulk_indexes", UNFINISHED.format(error=error)) from error
    tidy()


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
