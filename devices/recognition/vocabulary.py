"""The words of plates and certificates: which label means which field, by category."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from devices.catalogue import Catalogue, Category, Field

from .folding import fold, one_apart

FILE = Path(__file__).parent.parent / "catalogue" / "spoken.toml"
# Signs that turn a label into another one: no misread, but a difference.
TELLING = frozenset(
    "大小高低长宽深厚起载副主上下左右前后独附进出人货轨轴基总单净毛新旧内外动静提降升变回行安年月日号"
)
LOOSE = 0.6
MISREAD = 0.9
DECOY = "-"


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the fields it speaks of: one, or the sides of a size. `sure` is how surely it speaks of them."""

    text: str
    codes: tuple[str, ...]
    sure: float = 1.0

    @property
    def is_decoy(self) -> bool:
        return self.codes == (DECOY,)


@dataclass(frozen=True)
class Vocabulary:
    """The labels of one category (or the common ones alone), by their folded text."""

    labels: Mapping[str, Label]
    fields: Mapping[str, Field]
    longest: int

    def exact(self, signs: str) -> Label | None:
        """The label that is exactly this."""
        return self.labels.get(signs)

    def near(self, signs: str) -> Label | None:
        """The label from which this differs by one misread sign; None where there is none or more than one."""
        if len(signs) < 4:
            return None
        found = {label.codes: label for label in self._one_sign_off(signs)}
        if len(found) != 1:
            return None
        label = next(iter(found.values()))
        return Label(label.text, label.codes, label.sure * MISREAD)

    def _one_sign_off(self, signs: str) -> Iterator[Label]:
        for text, label in self.labels.items():
            if len(text) >= 4 and abs(len(text) - len(signs)) <= 1:
                apart = one_apart(text, signs)
                if apart and not TELLING & {*apart}:
                    yield label


@lru_cache(maxsize=32)
def vocabulary(catalogue: Catalogue, category: str) -> Vocabulary:
    """The words for machines of that category; those of every machine alone where it is not known."""
    spoken = _spoken()
    labels: dict[str, Label] = {fold(word): Label(word, (DECOY,)) for word in spoken["decoys"]}
    fields: dict[str, Field] = {field.code: field for field in catalogue.common_fields}
    for code, words in spoken["common"].items():
        if code in fields:
            _note(labels, words, (code,), ())
    for field in catalogue.common_fields:
        if (
            field.source != "system"
        ):  # what no paper tells, as the contact's telephone, only ends the value before it
            told = field.code if field.code in spoken["common"] else DECOY
            _note(labels, (field.label, *field.synonyms), (told,), (), over=False)
    if catalogue.has_category(category):
        kind = catalogue.category(category)
        fields |= {parameter.code: parameter for parameter in kind.parameters}
        _note_parameters(labels, kind, spoken.get(category, {}))
    labels = _in_all_ways(labels)
    return Vocabulary(labels, fields, max(map(len, labels)))


def _in_all_ways(labels: dict[str, Label]) -> dict[str, Label]:
    """The labels, and the same with words that mean alike or nothing in them, where that is no other label."""
    ways = _spoken()["ways"]
    for one, other in ways["alike"]:
        for signs, label in list(labels.items()):
            labels.setdefault(signs.replace(one, other), label)
            labels.setdefault(signs.replace(other, one), label)
    for before, codes in ways["before"].items():
        for signs, label in _of(labels, codes):
            labels.setdefault(signs if signs.startswith(before) else before + signs, label)
    for behind, codes in ways["behind"].items():
        for signs, label in _of(labels, codes):
            labels.setdefault(signs if signs.endswith(behind) else signs + behind, label)
    return labels


def _of(labels: Mapping[str, Label], codes: Sequence[str]) -> list[tuple[str, Label]]:
    return [(signs, label) for signs, label in labels.items() if label.codes[0] in codes]


def _note_parameters(labels: dict[str, Label], kind: Category, words: Mapping[str, Any]) -> None:
    loose = tuple(fold(word) for word in words.get("loose", ()))
    for codes, names in (*words.get("sizes", {}).items(), *words.get("pairs", {}).items()):
        if all(kind.has_parameter(code) for code in codes.split()):
            _note(labels, names, tuple(codes.split()), loose)
    for parameter in kind.parameters:
        _note(labels, words.get(parameter.code, ()), (parameter.code,), loose)
    for parameter in kind.parameters:
        _note(labels, (parameter.label, *parameter.synonyms), (parameter.code,), loose, over=False)


def _note(
    labels: dict[str, Label], words: Any, codes: tuple[str, ...], loose: tuple[str, ...], *, over: bool = True
) -> None:
    for word in words:
        signs = fold(word)
        if signs and (over or signs not in labels or labels[signs].is_decoy):
            labels[signs] = Label(word, codes, LOOSE if signs in loose else 1.0)


def kind_words() -> tuple[tuple[str, str], ...]:
    """(word, category) of what machines are called, the longest first."""
    pairs = [(fold(word), code) for code, words in _spoken()["kinds"].items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _spoken() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
