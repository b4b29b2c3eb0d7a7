"""Pictures drawn here, read in a process of its own as a worker would be, understood here again."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from devices.recognition import understand
from vision.lines import Page

from .papers import MEASURING_SEEDS, TUNING_SEEDS, sample
from .scoring import Score


@dataclass
class Measured:
    """One level: what came out, and what each picture took (seconds by the clock and of the processor)."""

    level: str
    score: Score = field(default_factory=Score)
    by_clock: list[float] = field(default_factory=list)
    by_processor: list[float] = field(default_factory=list)
    peak: int = 0  # megabytes


def prepare() -> None:
    """What a worker loads before its first picture."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    import django

    django.setup()
    from vision import engine

    engine.warm()


def measured(level: str, count: int, reader: ProcessPoolExecutor, *, tuning: bool) -> Measured:
    """Draw, read and understand that many pictures of a level."""
    found = Measured(level)
    seeds = TUNING_SEEDS if tuning else MEASURING_SEEDS
    for seed in islice(seeds, count):
        told = _kept(f"{level}-{seed}", lambda seed=seed: _drawn_and_read(seed, level, reader))
        found.by_clock.append(told["clock"])
        found.by_processor.append(told["processor"])
        found.peak = max(found.peak, told["peak"])
        pages = [Page.from_json(page) for page in told["pages"]]
        read = understand(pages, source=told["source"], category=told["category"])
        found.score.count(f"{level} {seed} {told['layout']}", told["expected"], told["known"], read)
    return found


def _drawn_and_read(seed: int, level: str, reader: ProcessPoolExecutor) -> dict[str, Any]:
    drawn = sample(seed, level=level)
    read: dict[str, Any] = reader.submit(_read, drawn.data).result()
    names = ("source", "category", "expected", "known", "layout")
    return read | {name: getattr(drawn, name) for name in names}


def _kept(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What was read, kept in the folder OCR_READINGS where it is set: rules are tried without reading again."""
    folder = os.environ.get("OCR_READINGS", "")
    if not folder:
        return make()
    file = Path(folder) / f"{name}.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(make(), ensure_ascii=False), "utf-8")
    kept: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return kept


def _read(data: bytes) -> dict[str, Any]:
    from vision import engine
    from vision.failing import CannotReadError

    clock, processor = time.perf_counter(), time.process_time()
    try:
        pages = [page.to_json() for page in engine.read(data, "image/jpeg")]
    except CannotReadError:
        pages = []
    unit = 1024 if sys.platform.startswith("linux") else 1024 * 1024
    return {
        "pages": pages,
        "clock": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit,
    }
