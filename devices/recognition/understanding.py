"""Pages of lines to what they say about one machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from devices.catalogue import Catalogue, Field, built_in
from devices.catalogue.schema import Phase
from vision.lines import Page

from . import frame, joining, pairing, unlabelled, values, weighing
from .found import Found
from .kinds import category_of
from .pairing import Pair
from .pieces import pieces_of
from .readings import Reading, Surroundings
from .vocabulary import Vocabulary, vocabulary
from .weighing import Candidate

MOST_PAGES = 12
MOSTLY_BARE = 0.5
VAGUE = 2  # signs: 编号, 日期 and the like may be the paper's as well as the machine's
UNIT_LOST, UNIT_A_DIGIT = 0.93, 0.7
MOST_LINES = 400
READS_NOTHING = Reading({})  # what a label says that no form asks for


def understand(
    pages: Sequence[Page],
    *,
    source: str,
    category: str = "",
    phase: Phase = "renewal",
    catalogue: Catalogue | None = None,
    today: date | None = None,
) -> tuple[Found, ...]:
    """The fields that the pages tell, at most one proposal each, those of little confidence included.

    `source` is one of `Source`; `category` the machine's category code, empty where it is not known yet. Values are
    the stored scalars of `devices.values`: in the new units, or in the old ones for the phase `intake`. With `today`,
    a date that is still to come is no date of making or registration.
    """
    known = catalogue or built_in()
    kind = category if known.has_category(category) else category_of(known, pages)
    words = vocabulary(known, kind)
    around = Surroundings(known.category(kind) if known.has_category(kind) else None)
    candidates = [
        candidate for page in pages[:MOST_PAGES] for candidate in _on_page(page, words, around, source)
    ]
    return weighing.weighed(candidates, words, around, known, phase=phase, today=today)


def _on_page(page: Page, words: Vocabulary, around: Surroundings, source: str) -> list[Candidate]:
    lines = page.lines[:MOST_LINES]
    pieces = [piece for number, line in enumerate(lines) for piece in pieces_of(number, line, words)]
    spots = joining.joined(frame.spots(page, pieces), words)
    model = _model(spots, words, around)
    pairs = pairing.paired(spots, _reader(words, replace(around, model=model)))
    pairs = _by_units(pairs)
    labelled = [candidate for pair in pairs for candidate in _candidates(page, pair)]
    taken = {id(spot) for pair in pairs for spot in pair.parts}
    loose = [spot for spot in spots if id(spot) not in taken and spot.piece.label is None]
    return [*labelled, *unlabelled.found(page, loose, labelled, words, around, source)]


def _by_units(pairs: list[Pair]) -> list[Pair]:
    """Where the plate writes its units, a number without one may have lost it, or taken it for a digit: 1.2t is no 1.21."""
    measured = [pair for pair in pairs if pair.reading and pair.reading.measured]
    bare = [pair for pair in measured if pair.reading and "unit_missing" in pair.reading.doubts]
    if not bare or len(bare) > MOSTLY_BARE * len(measured):
        return pairs
    lost = {id(pair) for pair in bare}
    return [replace(pair, score=pair.score * _kept(pair)) if id(pair) in lost else pair for pair in pairs]


def _kept(pair: Pair) -> float:
    """What is left of a score without a unit: a t at the end is easily taken for a 1 or a 7."""
    return UNIT_A_DIGIT if pair.text.strip()[-1:] in "17" else UNIT_LOST


def _fields(label: frame.Spot, words: Vocabulary) -> tuple[Field, ...]:
    codes = label.piece.label.codes if label.piece.label else ()
    return tuple(words.fields[code] for code in codes if code in words.fields)


def _reader(words: Vocabulary, around: Surroundings) -> pairing.Read:
    """What a text means beside a label, by the label's fields."""

    def read(label: frame.Spot, text: str, unit: str, signs: tuple[float, ...]) -> Reading | None:
        fields = _fields(label, words)
        return values.read(fields, text, replace(around, unit=unit, signs=signs)) if fields else READS_NOTHING

    return read


def _model(spots: Sequence[frame.Spot], words: Vocabulary, around: Surroundings) -> str:
    """The model, read ahead: it helps to tell old units from new ones."""
    own = [spot for spot in spots if not spot.piece.label or spot.piece.label.codes == ("model",)]
    pairs = pairing.paired(own, _reader(words, around))
    return next((pair.reading.values.get("model", "") for pair in pairs if pair.reading), "")


def _candidates(page: Page, pair: Pair) -> list[Candidate]:
    if pair.reading is None or pair.label.piece.label is None:
        return []
    label = pair.label.piece.label
    score, vague = pair.score * label.sure, len(label.text) <= VAGUE
    return [
        replace(Candidate.of(page, code, stored, pair.text, pair.parts, pair.reading, score), vague=vague)
        for code, stored in pair.reading.values.items()
    ]
