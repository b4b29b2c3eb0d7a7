"""Machines that never were: values drawn from the spread that real plates have, with what a form should hold of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CITIES = [
    "中山",
    "广州",
    "佛山",
    "徐州",
    "长沙",
    "沈阳",
    "济南",
    "抚顺",
    "株洲",
    "江门",
    "南宁",
    "杭州",
    "武汉",
    "成都",
    "无锡",
    "常德",
    "马鞍山",
    "廊坊",
]
FIRST = "恒宏泰瑞鼎正远华飞腾力大永兴润德方圆建工安信达盛川江海山岭北东南中升凯捷博森隆利源众创新光明四方"
TRADES = [
    "建筑机械",
    "起重设备",
    "重工机械",
    "建机",
    "工程机械",
    "塔机制造",
    "机械设备",
    "升降机械",
    "重型机械",
]
ENDS = ["有限公司", "有限责任公司", "股份有限公司", "制造有限公司", "厂"]
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Item:
    """One entry of a plate: a label, what stands beside it, and what a form should hold of it, by path."""

    labels: tuple[str, ...]
    value: str
    unit: str
    expected: dict[str, str]
    numeric: bool = True


@dataclass
class Machine:
    """What is known of the machine: its entries by code."""

    category: str
    name: str
    model: str
    year: int
    items: dict[str, Item] = field(default_factory=dict)

    def add(
        self, code: str, labels: str, value: str, unit: str = "", *, numeric: bool = True, **expected: str
    ) -> None:
        """Note an entry; without `expected` the code's own parameter holds the value as it is."""
        paths = {_path(name): stored for name, stored in (expected or {code: value}).items()}
        self.items[code] = Item(tuple(labels.split("|")), value, unit, paths, numeric)


def _path(code: str) -> str:
    return f"device.{code[2:]}" if code.startswith("d_") else f"parameters.{code}"


def plain(number: Decimal) -> str:
    """Digits without idle zeros."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def rounded(number: Decimal, places: int) -> str:
    """Half up, without idle zeros."""
    return plain(number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def step(rng: random.Random, low: str, high: str, by: str) -> Decimal:
    """A number of a grid."""
    first, last, grid = Decimal(low), Decimal(high), Decimal(by)
    return first + grid * rng.randint(0, int((last - first) / grid))


def company(rng: random.Random) -> str:
    """The name of a firm that nobody knows."""
    return (
        rng.choice(CITIES)
        + rng.choice(("", "市"))
        + "".join(rng.sample(FIRST, 2))
        + rng.choice(TRADES)
        + rng.choice(ENDS)
    )


def uscc(rng: random.Random) -> str:
    """A 统一社会信用代码 with its right check sign (GB 32100-2015)."""
    body = (
        "91"
        + rng.choice(("442000", "440100", "440600", "320300", "430100"))
        + "".join(rng.choice(USCC_SIGNS) for _ in range(9))
    )
    total = sum(USCC_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + USCC_SIGNS[(31 - total % 31) % 31]


def serial(rng: random.Random, year: int) -> str:
    """A serial as makers stamp them."""
    short, number = f"{year % 100:02}", rng.randint(1, 999)
    return rng.choice(
        (
            f"{year}-{number:04}", f"{short}{rng.randint(1, 12):02}{number:03}", f"{year}{number:04}", f"{rng.choice('ZTSAHJ')}{rng.choice('LCDJ')}{year}{number:03}",
            f"T{rng.randint(40, 80)}{rng.randint(10, 30)}-{number:03}", f"{year}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{number % 100:02}", f"{number:04}", f"{rng.randint(10**5, 10**8)}",
        )
    )  # fmt: skip


def speed_item(
    machine: Machine, code: str, labels: str, per_minute: Decimal, rng: random.Random, *, ranged: bool
) -> None:
    """A speed in m/min as the old papers write it, sometimes in m/s, sometimes from nought on."""
    stored = rounded(per_minute / 60, 3)
    if rng.random() < 0.08 and (per_minute / 60) == Decimal(stored):
        machine.add(code, labels, stored, "m/s", **{code: stored})
        return
    text = plain(per_minute)
    if ranged and rng.random() < 0.3:
        text = f"0{rng.choice('~-～')}{text}"
    machine.add(code, labels, text, "m/min", **{code: stored})


def mass_item(
    machine: Machine, code: str, labels: str, tons: Decimal, rng: random.Random, *, kilograms: float = 0.2
) -> None:
    """A load or mass in tons, sometimes in kilograms."""
    stored = plain(tons * 1000)
    if rng.random() < kilograms:
        machine.add(code, labels, stored, "kg", **{code: stored})
    else:
        text = plain(tons)
        machine.add(
            code,
            labels,
            text + (".0" if "." not in text and rng.random() < 0.15 else ""),
            "t",
            **{code: stored},
        )


def size_item(
    machine: Machine,
    code: str,
    labels: str,
    millimetres: tuple[int, ...],
    rng: random.Random,
    names: tuple[str, ...],
) -> None:
    """A size in mm or m, as one entry of several parameters (or one, where `names` is one)."""
    sign = rng.choice("××xX*")
    stored = [str(side) for side in millimetres]
    expected = {names[0]: "x".join(stored)} if len(names) == 1 else dict(zip(names, stored, strict=True))
    if rng.random() < 0.5:
        machine.add(code, labels, sign.join(stored), "mm", **expected)
    else:
        machine.add(
            code, labels, sign.join(plain(Decimal(side) / 1000) for side in millimetres), "m", **expected
        )
