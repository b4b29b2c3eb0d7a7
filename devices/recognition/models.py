"""Models as makers write them: QTZ80(TC6012), SC200/200, MG50/10t-22m."""

from __future__ import annotations

import re

from devices.catalogue import Category
from devices.typed_text import squeeze

from .codes import Code, without_sentence

TO_DIGIT = str.maketrans(
    {"O": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "|": "1", "Z": "2", "S": "5", "B": "8", "o": "0"}
)
SHAPE = re.compile(r"[0-9A-Za-z()/.\-+×x*·]{2,40}")
JOINED = re.compile(r"(QT[ZPDGKX]?|TCT|STC|XGT|TC|SCD|SC|SS[A-Z]{0,2}|MH|MG|ME|MDG|JQJ|JQ|QJ|LD|QD|LH|QUY|ZLP)([0-9OoIlZSB|]{1,4})(?![A-Za-z])")  # fmt: skip
LIKE_DIGIT = re.compile(r"[OoIlZSB|](?=[0-9OoIl])|[Oo]$")
BEHIND = (
    r"[A-Z0-9]{0,3}(?:\([A-Z0-9./-]{2,12}\))?(?:[-/][A-Z0-9.]{1,6})?"  # a maker's own letters and brackets
)
ANYWHERE = {
    "tower_crane": re.compile(r"QT[ZPDGKX]?[0-9.]{2,5}[A-Z]?(?:\([A-Z]{0,3}[0-9]{4}[A-Z0-9-]{0,4}\))?|(?:TCT|STC|XGT|TC|T)[0-9]{4}[A-Z]?(?:-[0-9]{1,2}[A-Z]{0,2})?"),
    "construction_hoist": re.compile(r"S[CSH]D?[0-9]{2,3}(?:/[0-9]{2,3})?[A-Z]{0,2}"),
    "material_hoist": re.compile(r"SS[A-Z]{0,3}[0-9]{2,3}(?:/[0-9]{2,3})?[A-Z]{0,2}"),
    "other_lifting": re.compile(r"(?:MH|MG|ME|MDG|MHE|JQJ?|QJ|LDA?|LDY|QD|QZ|LH|LX|HD|QUY)[0-9.]{1,5}(?:/[0-9.]{1,5})?[tT]?(?:-[0-9.]{1,5}[mM]?)?(?:A[1-8])?"),
}  # fmt: skip


def model(text: str, category: Category | None) -> Code | None:
    """The model's name in its proper form; `regular` where the category knows names like it."""
    signs = (
        without_sentence(squeeze(text))
        .replace("【", "(")
        .replace("】", ")")
        .replace("[", "(")
        .replace("]", ")")
        .replace("{", "(")
        .replace("}", ")")
    )
    signs = re.sub(r"^(型|牌|NO[.:])", "", signs).strip("-.:,;_。、·")
    signs = re.sub(r"型?[一-鿿]*(型|起重机|升降机|提升机|架桥机|塔机|塔吊|电梯)$", "", signs)
    if category is not None and category.letter == "S":
        signs = re.sub(r"^[5$]C(?=D?[0-9])", "SC", signs)
    mended = JOINED.sub(
        lambda found: found[1] + LIKE_DIGIT.sub(lambda sign: sign[0].translate(TO_DIGIT), found[2]),
        _closed(signs),
    )
    mended = re.sub(r"(?<=[0-9])[OoQ](?=[0-9)])|(?<=[0-9][0-9])[OoQ](?=$|[-/(])", "0", mended)
    if (
        not SHAPE.fullmatch(mended)
        or not re.search(r"[0-9]", mended)
        or not re.search(r"[A-Za-z]", mended[:3] + mended[-1:])
    ):
        return None
    return Code(mended, _is_known(mended.upper(), category), mended != _closed(signs))


def _is_known(name: str, category: Category | None) -> bool:
    """Whether the category's makers give names like it."""
    if category is None or re.match(r"QT2[0-9]{2}", name):  # a Z that was read as 2, or none: nobody can tell
        return False
    pattern = ANYWHERE.get(category.code)
    if pattern is not None and pattern.fullmatch(name):
        return True
    return any(re.fullmatch(f"(?:{known}){BEHIND}", name) for known in category.model_patterns)


def anywhere(text: str, category: str) -> str:
    """The model that stands in a line without a label, "" where none is sure to."""
    pattern = ANYWHERE.get(category)
    found = pattern.search(_closed(squeeze(text))) if pattern else None
    return found[0] if found else ""


def _closed(signs: str) -> str:
    """With as many brackets closed as are opened."""
    missing = signs.count("(") - signs.count(")")
    if missing > 0:
        return signs + ")" * missing
    return signs[:missing] if missing < 0 and signs.endswith(")") else signs
