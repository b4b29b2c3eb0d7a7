"""Whole papers: a nameplate, an old certificate, a quality certificate; with what a form should hold of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from . import layouts
from .categories import CATEGORIES, machine
from .layouts import Pair
from .looks import Look, ground, paper, plate, stamp, width, write
from .machines import Item, Machine, company
from .wearing import LEVELS, photographed

SOURCES = ("nameplate", "old_certificate", "quality_certificate")
SLOGANS = ("质量第一 用户至上", "安全生产 责任重大", "严禁超载", "地址：中山市火炬开发区兴业路18号", "服务热线：400-000-0000", "电话：0760-00000000", "执行标准：GB/T 5031-2019", "执行标准 GB/T 26557", "Q/HT 02-2018", "MADE IN CHINA", "传真：0760-00000001", "邮编：528400", "www.example.com", "ISO 9001", "请按使用说明书操作", "检验员：03", "检验结论：合格")  # fmt: skip
PARAMETERS_ON_PLATES = (5, 12)


# Rules and thresholds are tuned on the one range of seeds alone, figures are measured on the other alone.
TUNING_SEEDS = range(100_000)
MEASURING_SEEDS = range(1_000_000, 1_100_000)


@dataclass(frozen=True)
class Sample:
    """A picture, and what should be read from it."""

    data: bytes
    source: str
    category: str
    expected: dict[str, str]
    known: dict[str, str]
    layout: str


def sample(seed: int, *, level: str, source: str = "", category: str = "") -> Sample:
    """The paper of that seed: the same seed and level give the same picture."""
    rng = random.Random(f"{level}-{seed}")  # noqa: S311
    source = source or rng.choice(("nameplate", "nameplate", "old_certificate", "quality_certificate"))
    made = machine(rng, category or rng.choice(CATEGORIES))
    look = plate(rng) if source == "nameplate" else paper(rng)
    sheet, printed, name = DRAWN[source](made, look, rng)
    expected = {path: value for item in printed for path, value in item.expected.items()}
    known = {path: value for item in made.items.values() for path, value in item.expected.items()}
    return Sample(photographed(sheet, look, LEVELS[level], rng), source, made.category, expected, known, name)


def _pairs(items: Sequence[Item], rng: random.Random) -> list[Pair]:
    return [Pair(rng.choice(item.labels), item.value, item.unit) for item in items]


def _chosen(made: Machine, codes: Sequence[str], rng: random.Random, share: float) -> list[Item]:
    return [made.items[code] for code in codes if code in made.items and rng.random() < share]


IDENTITY = ("name", "model", "serial", "made", "maker", "licence", "registered", "registered_on", "owner", "uscc", "office", "life", "paper", "watched")  # fmt: skip


def _parameters(made: Machine, rng: random.Random, least: int, most: int) -> list[Item]:
    codes = [code for code in made.items if code not in IDENTITY]
    if "motors" in made.items and rng.random() < 0.5:
        codes = [code for code in codes if code not in ("motor_power", "motors_per_cage")]
    chosen = set(rng.sample(codes, min(rng.randint(least, most), len(codes))))
    return [made.items[code] for code in codes if code in chosen]


def _nameplate(made: Machine, look: Look, rng: random.Random) -> tuple[Image.Image, list[Item], str]:
    parameters = _parameters(made, rng, *PARAMETERS_ON_PLATES)
    items = [
        made.items["model"],
        *parameters,
        *_chosen(made, ("serial", "made"), rng, 0.93),
        *_chosen(made, ("licence",), rng, 0.7),
    ]
    if rng.random() < 0.3:
        items = [*items[-2:], *items[:-2]]
    layout = rng.choice(layouts.PLATES)
    size = rng.choice(((1400, 1000), (1500, 900), (1200, 1200), (1100, 1500), (1600, 1000)))
    sheet = ground(look, size, rng)
    margin = rng.randint(40, 80)
    if rng.random() < 0.8:
        ImageDraw.Draw(sheet).rectangle((14, 14, size[0] - 14, size[1] - 14), outline=look.rule, width=5)
    top = margin
    if rng.random() < 0.85:  # the name of the machine as a title
        _centred(sheet, look, made.name + rng.choice(("", "", "铭牌")), top, 64)
        top += 110
    labelled = rng.random() < 0.4
    if labelled:
        items.append(made.items["maker"])
    low = size[1] - margin - (0 if labelled else 80)
    low -= _distractions(sheet, look, rng, low, rng.choice((0, 0, 1, 2)))
    layout(sheet, look, _pairs(items, rng), rng, (margin, top, size[0] - margin, low))
    if not labelled:
        _centred(sheet, look, made.items["maker"].value, size[1] - margin - 60, 48)
        items.append(made.items["maker"])
    return sheet, items, layout.__name__


def _old_certificate(made: Machine, look: Look, rng: random.Random) -> tuple[Image.Image, list[Item], str]:
    items = [
        made.items["registered"],
        *_chosen(made, ("name",), rng, 0.9),
        made.items["model"],
        *_chosen(made, ("serial", "made", "maker"), rng, 0.95),
        *_chosen(made, ("licence",), rng, 0.5),
    ]
    items += [
        *_chosen(made, ("owner",), rng, 0.9),
        *_chosen(made, ("uscc",), rng, 0.5),
        *_chosen(made, ("life",), rng, 0.3),
        *_parameters(made, rng, 0, 4),
    ]
    tail = [made.items["office"], made.items["registered_on"]]
    double = rng.random() < 0.25
    size = (2000, 1400) if double else rng.choice(((1400, 1000), (1000, 1400), (1200, 1500)))
    sheet = ground(look, size, rng)
    layout, margin, middle = rng.choice(layouts.PAPERS), 90, size[0] // 2
    title = rng.choice(
        (
            "建筑起重机械备案证",
            "建筑起重机械产权备案证",
            "建筑起重机械设备备案证明",
            "广东省建筑起重机械备案证",
        )
    )
    _centred(sheet, look, title, 60, 56, room=(0, middle) if double else None)
    low = size[1] - 230
    if double:
        ImageDraw.Draw(sheet).line((middle, 30, middle, size[1] - 30), fill=look.rule, width=3)
        half = (len(items) + 1) // 2
        layout(sheet, look, _pairs(items[:half], rng), rng, (margin, 170, middle - margin, low))
        layout(sheet, look, _pairs(items[half:], rng), rng, (middle + margin, 170, size[0] - margin, low))
    else:
        layout(sheet, look, _pairs(items, rng), rng, (margin, 170, size[0] - margin, low))
    _foot(sheet, look, tail, rng, (size[0] // 2 if not double else middle + margin, low + 30))
    return sheet, [*items, *tail], f"{layout.__name__}{' two pages' if double else ''}"


def _foot(
    sheet: Image.Image, look: Look, items: list[Item], rng: random.Random, place: tuple[int, int]
) -> None:
    """Office and day at the foot of a certificate, under its seal."""
    x, y = place
    if rng.random() < 0.5:
        stamp(sheet, look, items[0].value, rng, (x + rng.randint(60, 160), max(y - 60, 0)))
    for pair in _pairs(items, rng):
        text = f"{pair.label}{rng.choice(('：', ':'))}{pair.value}"
        write(sheet, look, (x, y), text, layouts.fitting(look, text, 34, sheet.width - x - 30))
        y += 66


def _quality(made: Machine, look: Look, rng: random.Random) -> tuple[Image.Image, list[Item], str]:
    items = [
        *_chosen(made, ("name",), rng, 0.9),
        made.items["model"],
        *_chosen(made, ("serial", "made"), rng, 0.95),
        *_chosen(made, ("maker",), rng, 0.6),
        *_chosen(made, ("licence",), rng, 0.6),
        *_chosen(made, ("paper", "watched"), rng, 0.4),
        *_parameters(made, rng, 0, 9),
    ]
    size = rng.choice(((1400, 1000), (1000, 1400), (1500, 1050)))
    sheet, margin = ground(look, size, rng), rng.randint(60, 110)
    _centred(
        sheet, look, rng.choice(("产品合格证", "产 品 合 格 证", "产品出厂合格证", "产品质量合格证")), 50, 60
    )
    maker_shown = made.items["maker"] in items
    low = size[1] - margin - (20 if maker_shown else 90)
    low -= _distractions(sheet, look, rng, low, rng.choice((0, 1, 2)))
    layout = rng.choice(layouts.PAPERS)
    layout(sheet, look, _pairs(items, rng), rng, (margin, 160, size[0] - margin, low))
    if not maker_shown:
        _centred(sheet, look, made.items["maker"].value, size[1] - margin - 70, 44)
        items.append(made.items["maker"])
    if rng.random() < 0.4:
        stamp(sheet, look, "质量检验章", rng, (rng.randint(100, size[0] - 400), size[1] - 330))
    return sheet, items, layout.__name__


def _centred(
    sheet: Image.Image, look: Look, text: str, y: int, size: int, room: tuple[int, int] | None = None
) -> None:
    left, right = room or (0, sheet.width)
    while width(look, text, size) > (right - left) * 0.94:
        size -= 2
    write(sheet, look, (left + (right - left - width(look, text, size)) // 2, y), text, size)


def _distractions(sheet: Image.Image, look: Look, rng: random.Random, low: int, count: int) -> int:
    """Lines that say nothing of the machine, above `low`; the height they take."""
    for number, text in enumerate(rng.sample(SLOGANS, count)):
        write(sheet, look, (rng.randint(60, 200), low - 48 * (number + 1)), text, 28)
    if count and rng.random() < 0.2:
        write(sheet, look, (rng.randint(500, 600), low - 48), "监制：" + company(rng), 24)
    return 52 * count


DRAWN = {"nameplate": _nameplate, "old_certificate": _old_certificate, "quality_certificate": _quality}
