"""Numbers of papers and machines, read by their own rules: what is a digit there cannot be a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from devices import identifiers, numbers, uscc
from devices.assumptions import PROVINCES, Assumptions
from devices.typed_text import half_width, squeeze

TO_DIGIT = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "!": "1", "Z": "2", "S": "5", "B": "8", "G": "6"})  # fmt: skip
TO_LETTER = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "7": "T", "6": "G"})
# Signs of a 统一社会信用代码 that are mistaken for one another; the first five stand in none at all.
LOOK_ALIKE = {
    "O": "0DQ", "I": "1T", "S": "58", "Z": "2", "V": "UY", "0": "DQ8", "1": "7T", "2": "7", "3": "8", "5": "6", "6": "8G5", "7": "1T2", "8": "B36",
    "9": "8", "B": "8", "D": "0", "G": "6C", "Q": "0", "T": "71", "U": "W", "W": "U", "C": "G", "P": "R", "R": "P", "E": "F", "F": "EP", "K": "X", "X": "K", "M": "N", "N": "M", "H": "N", "J": "1", "L": "1", "Y": "T", "A": "4", "4": "A",
}  # fmt: skip
LICENCE = re.compile(
    r"(TS|T5|7S|75|IS|1S)([2-9Z][0-9A-Z]{2}[0-9A-Z]{1}[0-9A-Z]{3})[-_~.—–]{0,2}(2[0-9OQDILBSZ]{3})"
)
OLD_LICENCE = re.compile(r"XK([0-9OIL]{2})-?([0-9OIL]{3})-?([0-9OIL]{5})")
PROVINCE_LIKE = {
    "奥": "粤",
    "粵": "粤",
    "噢": "粤",
    "澳": "粤",
    "挂": "桂",
    "佳": "桂",
    "柱": "桂",
    "相": "湘",
    "渐": "浙",
    "敢": "赣",
    "晥": "皖",
    "鄙": "鄂",
}
OLD = re.compile(rf"([{PROVINCES}])([A-Z]{{1,2}})-?([TSWGQ])-?([0-9OQDILBSZG|!]{{4,6}})(?![0-9])")
OLD_MISREAD = re.compile(rf"([{PROVINCES}])([A-Z0-9]{{1,2}})-?([A-Z0-9])-?([0-9OQDILBSZG|!]{{4,6}})(?![0-9])")
NEW = re.compile(
    rf"([{PROVINCES}])([A-Z0-9]{{2}})-?([A-Z0-9])([2Z][0OQD][0-9OQDILBSZ]{{2}})([0-9OQDILBSZG]{{5}})"
)
CREDIT_LENGTH, READ_BADLY = 18, 0.9
BODIES = ("91", "92", "93", "11", "12", "52")  # who registered it, and what kind of body it is
SERIAL_HEAD = re.compile(r"^(NO[.:°º]*|N[.:°]|№|编号[:]?|第|#)", re.IGNORECASE)
SERIAL = re.compile(r"[0-9A-Za-z\-/.#()]{2,40}")


@dataclass(frozen=True)
class Code:
    """A code in its proper form; `regular` where its whole form is known and kept, `repaired` where a sign was changed."""

    value: str
    regular: bool
    repaired: bool = False


def licence(text: str, sure: Sequence[float] = ()) -> Code | None:
    """A manufacturing licence's number (TS…, XK…) anywhere in the text; `sure` is how surely each character was read."""
    kept = [(char, told) for char, told in _with_signs(text, sure) if not re.match(r"[\s·]", char)]
    signs = "".join(char for char, _ in kept)
    if found := LICENCE.search(signs):
        head, body, year = found.groups()
        at = found.start(2)
        body = body[:4].translate(TO_DIGIT) + "".join(
            sign.translate(TO_DIGIT) if sign in "OI|!" or kept[at + place][1] < READ_BADLY else sign
            for place, sign in enumerate(body[4:], start=4)
        )  # its last three signs may be letters
        value = f"TS{body}-{year.translate(TO_DIGIT)}"
        return Code(
            value, identifiers.is_licence_number(value), f"{head}{body}" not in signs or year not in value
        )
    if found := OLD_LICENCE.search(signs):
        value = "XK" + "-".join(part.translate(TO_DIGIT) for part in found.groups())
        return Code(value, True, value.replace("-", "") not in signs.replace("-", ""))
    return None


def registration(text: str, letters: str, assumptions: Assumptions | None = None) -> Code | None:
    """A registration number in the text; `letters` are the category letters that may stand in it."""
    signs = numbers.normalise("".join(PROVINCE_LIKE.get(sign, sign) for sign in squeeze(text)))
    signs = re.sub(r"[^0-9A-Z一-鿿|!-]", "", signs)
    changed = any(sign in PROVINCE_LIKE and sign != "粵" for sign in text)
    for pattern in (NEW, OLD, OLD_MISREAD):
        if found := pattern.search(signs):
            return _registered(found, letters, changed, assumptions or Assumptions(), whole=found[0] == signs)
    return None


def _registered(
    found: re.Match[str], letters: str, changed: bool, assumptions: Assumptions, *, whole: bool
) -> Code | None:
    province, region, letter, *rest = found.groups()
    region = region.translate(TO_LETTER).replace("I", "T") if re.search(r"[0-9]", region) else region
    kind = letter if letter in "TSWGQ" else letter.translate(TO_LETTER)
    kind = {"I": "T", "1": "T", "O": "Q", "0": "Q", "V": "W", "U": "W"}.get(kind, kind)
    if kind not in "TSWGQ":
        return None
    value = f"{province}{region}-{kind}{''.join(part.translate(TO_DIGIT) for part in rest)}"
    number = numbers.parse(value, assumptions)
    repaired = changed or value.replace("-", "") != found[0].replace("-", "")
    return Code(
        number.text, whole and number.kind != "unrecognised" and (not letters or kind in letters), repaired
    )


def credit_code(text: str, signs: Sequence[float] = ()) -> Code | None:
    """A 统一社会信用代码 in the text; one misread sign is put right where the check digit leaves one way alone.

    `signs` is how surely each character was read: only where a sign that was read badly makes the code whole is it sure.
    """
    kept = [(char, sure) for char, sure in _with_signs(text, signs) if re.fullmatch(r"[0-9A-Z]", char)]
    code = "".join(char for char, _ in kept)
    if len(code) != CREDIT_LENGTH:
        return None
    if uscc.is_valid(code):
        return Code(code, True)
    plain = "".join(sign if sign not in "OISZV" else LOOK_ALIKE[sign][0] for sign in code)
    if plain != code and uscc.is_valid(plain):
        return Code(plain, True, True)
    ways = {way: place for way, place in _one_sign_changed(plain) if uscc.is_valid(way) and way[:2] in BODIES}
    badly = {way for way, place in ways.items() if kept[place][1] < READ_BADLY}
    if len(badly) == 1:
        return Code(badly.pop(), True, True)
    return Code(next(iter(ways)), False, True) if len(ways) == 1 else Code(code, False)


def _with_signs(text: str, signs: Sequence[float]) -> Iterator[tuple[str, float]]:
    told = signs if len(signs) == len(text) else [1.0] * len(text)
    for char, sure in zip(text, told, strict=True):
        for sign in half_width(char).upper():
            yield sign, sure


def _one_sign_changed(signs: str) -> Iterator[tuple[str, int]]:
    for place, sign in enumerate(signs):
        for other in LOOK_ALIKE.get(sign, ""):
            yield signs[:place] + other + signs[place + 1 :], place


def without_sentence(signs: str) -> str:
    """A code without the sentence that goes on behind it, as certificates in running text write."""
    return re.sub(r"[,;。、](?=[^,;。、]*[一-鿿]{2}).*$", "", signs)


def serial(text: str) -> Code | None:
    """A serial as it is stamped, without the No. before it."""
    signs = SERIAL_HEAD.sub("", without_sentence(squeeze(text))).strip("-.:,;_#·•*'`")
    signs = signs.replace("_", "-").replace("—", "-")
    digits = re.sub(r"(?<=[0-9])[oO](?=[0-9])", "0", signs)
    if not SERIAL.fullmatch(digits) or not re.search(r"[0-9]", digits):
        return None
    return Code(digits, True, digits != signs)


def paper_number(text: str) -> Code | None:
    """The number of a certificate: letters, digits, and what joins them."""
    signs = re.sub(r"^(NO|No|no)[.:°º]+", "", without_sentence(squeeze(text))).strip("-.:,;_·•*'`")
    fits = re.fullmatch(r"[0-9A-Za-z一-鿿()\-/.#]{3,40}", signs) and re.search(r"[0-9]{2}", signs)
    return Code(signs, True) if fits else None
