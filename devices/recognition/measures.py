"""Numbers with units as plates write them: 800 kN·m, 80t·m, 6000kg, 0~36m/min, 2×2000kg, 1.6×1.6×2.8m."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from devices import unit_words
from devices.catalogue.schema import Field, Parameter
from devices.typed_text import half_width

# What a unit is in its dimension's base: mass in kg, length in m, speed in m/s, moment in kN·m, …
# A load in kN is its nominal mass, 10 kN for 1 t, as the trade reckons.
SIZES: dict[str, tuple[str, Fraction]] = {
    "kg": ("mass", Fraction(1)), "t": ("mass", Fraction(1000)), "kn": ("mass", Fraction(100)),
    "m": ("length", Fraction(1)), "mm": ("length", Fraction(1, 1000)), "cm": ("length", Fraction(1, 100)),
    "m/s": ("speed", Fraction(1)), "m/min": ("speed", Fraction(1, 60)),
    "kn·m": ("moment", Fraction(1)), "t·m": ("moment", Fraction(10)),
    "kw": ("power", Fraction(1)), "mpa": ("pressure", Fraction(1)), "r/min": ("turns", Fraction(1)),
    "s": ("time", Fraction(1)), "%": ("share", Fraction(1)),
    "人": ("人", Fraction(1)), "个": ("个", Fraction(1)), "台": ("台", Fraction(1)), "年": ("年", Fraction(1)), "元": ("元", Fraction(1)),
}  # fmt: skip
FORCES: dict[str, tuple[str, Fraction]] = {"kn": ("force", Fraction(1)), "t": ("force", Fraction(10))}
MISREAD_UNITS = {
    "kn·m": r"k[nhm]?[·.•。,\-*xX×°']?m|kn[·.•。,\-*xX×°']?[mnr]|k[nN][:;]m|千牛·?米|kngm|kn·rn|kn·in",
    "t·m": r"[tT][·.•。,\-*°']?m|吨[·.]?米|t·rn",
    "m/min": r"m[/1lI|]?m[il1I]n|m/m[il1]?n|m/m|米/分钟?|m／min|m[/]rnin|rn/min|m/mim|m·min|m/nin",
    "m/s": r"m/[sS5]|米/秒|m·s",
    "r/min": r"r[/1lI|]?m[il1I]n|rpm|转/分钟?|[r7]/min|r/mim|r/nin|t/min",
    "kw": r"k[wvW]|千瓦|kvv",
    "mpa": r"mp[a4]|兆帕",
    "kg": r"k[g9q]|公斤|千克",
    "mm": r"mm|毫米|m m|rnm|mrn",
    "kn": r"kn|千牛",
    "t": r"t|吨|7",
    "m": r"m|米|rn",
    "人": r"人|名|人/笼|人/每笼|位",
    "个": r"个|只|台|套",
    "台": r"台|个|只",
    "年": r"年",
    "s": r"s|秒",
    "%": r"%|％",
    "元": r"元",
}
SPELLED = {unit: re.compile(pattern, re.IGNORECASE) for unit, pattern in MISREAD_UNITS.items()}
TAIL = re.compile(r"[/每(（].{0,4}(笼|吊笼|人|台|只)[)）]?$")
DIGIT_LIKE = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "〇": "0", "l": "1", "I": "1", "|": "1", "i": "1", "!": "1", "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2", "b": "6", "g": "9", "q": "9", "T": "7"})  # fmt: skip
NUMBER = r"[0-9]+(?:\.[0-9]+)?"
TOKEN = re.compile(rf"({NUMBER})")
TIMES = "x×X*✕"
JOINT = re.compile(
    rf"(?P<unit>[^0-9{TIMES}~\-—–至/、]{{0,5}}(?:/min|/s)?)(?P<sign>[{TIMES}~\-—–至/、]{{1,2}})"
)


@dataclass(frozen=True)
class Measure:
    """What stands in a value: its numbers as a product, a range, a list, or one alone; its unit, "" where none is written.

    `repaired`: a sign was read as another than it is.
    """

    numbers: tuple[Decimal, ...]
    form: str  # one, product, range, list
    unit: str
    repaired: bool = False


def unit_of(text: str, *, also: str = "") -> str:
    """The unit that is written there in any spelling, "" where it is none."""
    written = re.sub(r"\s+", "", half_width(text)).strip("()[]:;,_")
    if not written:
        return ""
    for unit in SIZES:
        if unit_words.means(written, unit):
            return unit
    if also and written.lower() == also.lower():
        return also
    return next(
        (unit for unit, pattern in SPELLED.items() if len(written) > 1 and pattern.fullmatch(written)), ""
    )


def measure(text: str) -> Measure | None:
    """The numbers and the unit of a value; None where it is none."""
    compact = _plain(text)
    if found := _split(compact):
        return found
    fixed = _repaired(compact)
    found = _split(fixed) if fixed != compact else None
    return replace(found, repaired=True) if found else None


def _plain(text: str) -> str:
    """Half width, no spaces, decimal commas and middle dots between digits as points, no signs before the number."""
    text = re.sub(r"^[A-Za-z][A-Za-z .&()/-]{3,}:?\s*(?=[0-9])", "", half_width(text))  # the label in English
    compact = re.sub(r"[\s_]+", "", text)
    compact = re.sub(r"(?<=[0-9])[,·。•'](?=[0-9])", _point, compact)
    compact = re.sub(
        r"^(?:不大于|不超过|大于|约|最大|max\.?|[≤≥<>=±约:＜＞+_.\-—~]+)", "", compact, flags=re.IGNORECASE
    )
    return compact.rstrip("_-—.,;:。")


def _point(found: re.Match[str]) -> str:
    rest = found.string[found.end() :]
    grouped = found.group() == "," and re.match(r"[0-9]{3}(?![0-9])", rest)
    return "" if grouped else "."


def _split(compact: str) -> Measure | None:
    """The numbers, how they are joined, and the unit behind them; None where something else stands there."""
    if bracket := re.search(
        r"(?<=.)\(([^()]*)\)?$", compact
    ):  # its unit, a remark, or the same in another unit
        compact = compact[: bracket.start()] + (bracket[1] if unit_of(bracket[1]) else "")
    found = list(TOKEN.finditer(compact))
    if not found or found[0].start() or any(len(number[0]) > 12 for number in found):
        return None
    joints, unit = set(), ""
    for left, right in pairwise(found):
        joint = JOINT.fullmatch(compact[left.end() : right.start()])
        if joint is None or (joint["unit"] and not (inner := unit_of(joint["unit"]))):
            return None
        if joint["unit"] and unit and SIZES[inner][0] != SIZES[unit][0]:
            return None  # different things
        unit = inner if joint["unit"] else unit
        joints.add(joint["sign"][-1])
    tail = TAIL.sub("", compact[found[-1].end() :]).strip("()[]:;,_。.、")
    told, unit = unit, unit_of(tail) if tail else unit
    if (tail and not unit) or (told and SIZES[told][0] != SIZES[unit][0]):
        return None
    return Measure(tuple(Decimal(number[0]) for number in found), _form(joints), unit)


def _form(joints: set[str]) -> str:
    if not joints:
        return "one"
    if joints & {*TIMES}:
        return "product"
    return "list" if joints & {*"/、"} else "range"


def _repaired(compact: str) -> str:
    """Letters that look like digits, where digits stand around them or the text begins."""
    head = re.match(r"[0-9OoQDlI|iS5BZzsbgqT.,×xX*~/\-]+", compact)
    if not head:
        return compact
    signs = list(compact)
    for place in range(head.end()):
        near = "".join(signs[max(place - 1, 0) : place]) + compact[place + 1 : place + 2]
        if signs[place].isalpha() and re.search(r"[0-9.]", near):
            signs[place] = signs[place].translate(DIGIT_LIKE)
    return "".join(signs)


def in_base(number: Decimal, unit: str, field: Field) -> Fraction | None:
    """The number in the field's own (new) unit, exact; None where the units measure different things."""
    wanted = field.unit.lower()
    table = FORCES if wanted == "kn" else SIZES
    given, target = table.get(unit), table.get(wanted)
    if unit == wanted:
        return Fraction(number)
    if given is None or target is None or given[0] != target[0]:
        return Fraction(number) if _counts(unit, wanted) else None
    factor = given[1] / target[1]
    if isinstance(field, Parameter) and unit == field.old_unit.lower():
        factor = field.factor
    return Fraction(number) * factor


def _counts(unit: str, wanted: str) -> bool:
    """Pieces, persons and sets are all counted."""
    return {unit, wanted} <= {"个", "台", "人", ""}
