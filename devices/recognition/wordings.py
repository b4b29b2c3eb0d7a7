"""Texts beside labels: numbers of papers, models, names of firms and machines."""

from __future__ import annotations

import re
from collections.abc import Callable

from devices.catalogue import Field
from devices.typed_text import half_width, squeeze

from . import codes, models
from .folding import one_apart
from .readings import REPAIRED, Reading, Surroundings, taken
from .vocabulary import kind_words

COMPANY = re.compile(r"[一-鿿()A-Za-z0-9]{2,40}?(?:公司|厂|集团|局|院|站|中心|办公室|委员会|部|队|所|店|行)")
PROOF = {
    "owner_uscc": 0.1,
    "license_number": 0.6,
    "old_registration_number": 0.6,
    "model": 0.8,
}  # by check digit or form
KNOWN_NAME = 0.4  # the same of a machine's name that the trade uses, read whole or but for one sign
MENDED = {"owner_uscc": 0.25}  # the same where the check digit has put a sign right
FRAGMENT = re.compile(
    r"(?:[械备造限司厂程装]|机械|设备|制造|有限|股份|责任|重工|重机|降机|工程机|起重|升降|塔机|集团)"
)
MACHINE_END = re.compile(r"(机|塔吊|电梯|架|吊篮|葫芦|人货梯|平台)(\([^()]*\))?$")
STRAY = ".,:;_-—。、"
FIRM_ENDS = ("公司", "厂", "集团", "局", "院", "站", "中心", "室", "会", ")")
SHOP_ENDS, LEAST_SHOP = (
    ("部", "行", "店", "队", "所", "处"),
    8,
)  # what is shorter is the beginning of a longer name
ENGLISH = re.compile(r"^[A-Za-z]{5,}[:.]?(?=[一-鿿])")  # the label in English, its spaces lost


def text_of(entry: Field, text: str, around: Surroundings) -> Reading | None:
    reader = _TEXTS.get(entry.code)
    if reader is not None:
        return reader(entry, text, around)
    written = squeeze(text) if entry.code_like else half_width(text).strip()
    stored = taken(entry, written)
    return Reading({entry.code: stored}, 0.97) if len(stored) > 1 else None


def _coded(entry: Field, found: codes.Code | None, irregular: float) -> Reading | None:
    if found is None or not (stored := taken(entry, found.value)):
        return None
    sure = (1.0 if found.regular else irregular) * (REPAIRED if found.repaired else 1.0)
    doubts = (*(() if found.regular else ("irregular",)), *(("repaired",) if found.repaired else ()))
    proof = PROOF.get(entry.code, 1.0) if found.regular else 1.0
    unproven = proof if not found.repaired else MENDED.get(entry.code, 1.0) if found.regular else 1.0
    return Reading({entry.code: stored}, sure, doubts, unproven=unproven)


def _firm(entry: Field, text: str, _around: Surroundings) -> Reading | None:
    """A firm or an office: Chinese with its usual ending, without what stands behind it in brackets."""
    written = re.sub(r"\((?:盖章|公章|章|签章)\)?", "", squeeze(text)).strip(STRAY).rstrip("(")
    written = ENGLISH.sub("", re.sub(r"^(?:制造|生产|出品)[:]", "", written))
    found = COMPANY.match(written)
    if not found or len(re.findall(r"[一-鿿]", written)) < 4:
        return None
    sure = 1.0 if _is_whole(written) else 0.7
    stored = taken(entry, written)
    return Reading({entry.code: stored}, sure, () if sure == 1.0 else ("irregular",)) if stored else None


def _is_whole(written: str) -> bool:
    """Whether it is a whole name, rather than its beginning or end."""
    another = re.search(r"(公司|厂(?!有限|股份))(?=.{5,})", written)
    ended = written.endswith(FIRM_ENDS) or (len(written) >= LEAST_SHOP and written.endswith(SHOP_ENDS))
    if another or FRAGMENT.match(written) or len(written) < 6 or not ended:
        return False
    return re.fullmatch(rf"{COMPANY.pattern}(?:\([一-鿿]+\))?", written) is not None


def _name(entry: Field, text: str, _around: Surroundings) -> Reading | None:
    """What a machine is called; a known name with one sign misread is that name."""
    written = squeeze(text).strip(STRAY)
    if not 2 <= len(written) <= 20 or not re.search(r"[一-鿿]{2}", written):
        return None
    names = [word for word, _ in kind_words()]
    plain, written = written, written.replace("内式起重机", "门式起重机")  # no crane is called the former
    if plain != written:
        return Reading({entry.code: written}, 0.95, ("repaired",), unproven=KNOWN_NAME)
    near = {
        word for word in names if len(word) > 4 and one_apart(word, written) and len(word) == len(written)
    }
    if written not in names and len(near) == 1:
        return Reading({entry.code: near.pop()}, 0.95, ("repaired",), unproven=KNOWN_NAME)
    known = len(written) > 3 or written in names
    known = known and (written in names or not near)  # 挤式起重机 may be 塔式 or 桥式
    known = known and "证" not in written and MACHINE_END.search(written) is not None
    sure, proof = 1.0 if known else 0.6, KNOWN_NAME if written in names and len(written) > 4 else 1.0
    return Reading({entry.code: written}, sure, () if known else ("irregular",), unproven=proof)


_TEXTS: dict[str, Callable[[Field, str, Surroundings], Reading | None]] = {
    "model": lambda entry, text, around: _coded(entry, models.model(text, around.category), 0.85),
    "factory_number": lambda entry, text, _around: _coded(entry, codes.serial(text), 0.9),
    "license_number": lambda entry, text, around: _coded(entry, codes.licence(text, around.signs), 0.6),
    "old_registration_number": lambda entry, text, around: _coded(entry, codes.registration(text, around.category.letter if around.category else ""), 0.75),
    "owner_uscc": lambda entry, text, around: _coded(entry, codes.credit_code(text, around.signs), 0.4),
    "quality_cert_no": lambda entry, text, _around: _coded(entry, codes.paper_number(text), 0.9),
    "supervision_cert_no": lambda entry, text, _around: _coded(entry, codes.paper_number(text), 0.9),
    "manufacturer": _firm,
    "owner_enterprise": _firm,
    "old_issuing_authority": _firm,
    "device_name": _name,
}  # fmt: skip
