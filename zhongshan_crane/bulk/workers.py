"""Slices made by several processes while the one that began writes them; whoever fails, fails the whole."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread

from django.db import connection

from ground.errors import RuleBroken
from zhongshan_crane.bulk.plan import Slice
from zhongshan_crane.bulk.tables import Taken

Make = Callable[[Slice], Taken]
DIED = "生成数据的进程意外终止，未写入任何数据。请检查内存是否充足后重试。"
AHEAD = 2  # slices of each worker that are made or wait to be written
_make: Make


def made_by_workers(make: Make, slices: Iterator[Slice], count: int) -> Iterator[Taken]:
    """What `make` makes of each slice, in their order. Close it, so that no worker outlives its use.

    The workers are forks, because they take over what is in memory; the database's connection is not theirs.
    """
    forks = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=forks, initializer=_begin, initargs=(make,)) as pool:
        waiting: deque[Future[Taken]] = deque()
        try:
            for one in slices:
                waiting.append(pool.submit(_work, one))
                if len(waiting) > AHEAD * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as broken:
            raise RuleBroken("bulk_worker", DIED) from broken
        finally:
            for worker in multiprocessing.active_children():
                worker.terminate()  # what it still makes nobody takes; asking it to end may wait for ever


def _begin(make: Make) -> None:
    global _make
    _make = make
    gc.disable()  # rows are in no cycles, and looking for some takes a sixth of the time
    connection.connection = None  # forgotten and not closed: closing would say good-bye for the other process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began hears Ctrl-C, and ends the others
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent  # noqa: S101 - a worker has one
    parent.join()
    os._exit(1)


def _work(one: Slice) -> Taken:
    return _make(one)
