"""What kind of machine a paper is about, where nobody has said so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from devices import model_names
from devices.catalogue import Catalogue
from vision.lines import Page

from .folding import fold
from .vocabulary import kind_words

REGISTERED = re.compile(r"[一-鿿][A-Z]{1,2}-?([TSWQ])-?[0-9]{4,9}")
NO_NAME = re.compile("备案证|备案登记|公司|厂|机制")  # firms are called after what they make
BY_MODEL = (
    ("tower_crane", re.compile(r"QT[ZPDGKX]?[0-9]{2,3}|(?<![A-Z])(?:TC|TCT|XGT|STC)[0-9]{4}")),
    ("construction_hoist", re.compile(r"SCD?[0-9]{2,3}(/[0-9]{2,3})?(?![0-9])")),
    ("material_hoist", re.compile(r"SS[A-Z]{0,3}[0-9]{2,3}(/[0-9]{2,3})?(?![0-9])")),
    ("other_lifting", re.compile(r"(MH|MG|MDG|ME|JQ|JQJ|QJ|LD|QD|LH)[0-9]{1,3}")),
)


def category_of(catalogue: Catalogue, pages: Sequence[Page]) -> str:
    """The category that names, models and registration numbers speak of most; "" where none does."""
    votes: Counter[str] = Counter()
    for page in pages:
        for line in page.lines:
            votes.update(_told(catalogue, line.text))
    return votes.most_common(1)[0][0] if votes else ""


def _told(catalogue: Catalogue, text: str) -> Counter[str]:
    votes: Counter[str] = Counter()
    signs = fold(text)
    named = next((code for word, code in kind_words() if word in signs), "")
    if named and not NO_NAME.search(signs):
        votes[named] += 3
    model = model_names.normalise(text)
    for code, pattern in BY_MODEL:
        if pattern.search(model):
            votes[code] += 2
            break
    registered = REGISTERED.search(model)
    category = catalogue.category_by_letter(registered[1]) if registered else None
    if category:
        votes[category.code] += 2
    return votes
