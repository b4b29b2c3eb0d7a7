"""How sure a proposal is: place, signs, plausibility, and whether the others agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from devices import identifiers, model_names, units
from devices.catalogue import Catalogue, Parameter
from devices.catalogue.schema import Phase
from devices.rules.cross import check_cross
from devices.rules.facts import MachineFacts
from vision.lines import Box, Page, box_around

from .found import Found
from .frame import Spot
from .readings import Reading, Surroundings
from .vocabulary import Vocabulary

AGREED, DISAGREED, BROKEN_RULE, UNLIKE_MODEL, TO_COME = 0.5, 0.6, 0.6, 0.6, 0.3
NEAR = Decimal("0.1")
ALIKE = Decimal("0.005")


@dataclass(frozen=True)
class Candidate:
    """One value that was read for one field, before the others are heard. `vague`: its label is 编号 or 日期 alone."""

    code: str
    value: str
    raw: str
    page: int
    box: Box
    sure: float
    doubts: tuple[str, ...] = ()
    vague: bool = False

    @classmethod
    def of(
        cls,
        page: Page,
        code: str,
        value: str,
        raw: str,
        parts: Sequence[Spot],
        reading: Reading,
        score: float,
    ) -> Candidate:
        """The candidate of a text that was read at these places."""
        sure = _legible(parts, digits=reading.measured is not None)
        sure = (1 - (1 - sure) * reading.unproven) * reading.sure * score
        return cls(
            code,
            value,
            raw,
            page.number,
            box_around(spot.piece.box for spot in parts),
            min(sure, 0.99),
            reading.doubts,
        )


def _legible(parts: Sequence[Spot], *, digits: bool) -> float:
    """How surely the signs that matter were read: of a measure its digits, for the unit was known again."""
    told = [
        (char, sure) for spot in parts for char, sure in zip(spot.piece.text, spot.piece.signs, strict=True)
    ]
    signs = [sure for char, sure in told if (char.isdigit() or char == "." if digits else char.isalnum())]
    signs = signs or [sure for _, sure in told]
    worst = 0.6 if digits else 0.75
    return worst * min(signs) + (1 - worst) * sum(signs) / len(signs)


def weighed(
    candidates: Iterable[Candidate],
    words: Vocabulary,
    around: Surroundings,
    catalogue: Catalogue,
    *,
    phase: Phase,
    today: date | None,
) -> tuple[Found, ...]:
    """The best candidate of each field, its confidence as the others leave it, in the form's order."""
    best = {code: _best(found) for code, found in _by_code(candidates).items()}
    best = _by_rules(_by_model(_by_days(best, today), around, words), around, catalogue)
    return tuple(
        Found(words.fields[code].path, told, one.raw, one.page, one.box, round(one.sure, 3), one.doubts)
        for code, one in sorted(best.items(), key=lambda item: list(words.fields).index(item[0]))
        if (told := _in_phase(words.fields[code], one.value, phase))
    )


def _by_code(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        found.setdefault(candidate.code, []).append(candidate)
    return found


def _best(found: list[Candidate]) -> Candidate:
    """The surest; others that say the same make it surer, others that say otherwise less sure."""
    ordered = sorted(found, key=lambda candidate: (candidate.vague, -candidate.sure))
    best = ordered[0]
    for other in ordered[1:]:
        if _same(best.value, other.value):
            best = replace(best, sure=_more(best.sure, other.sure * AGREED))
        elif other.sure > 0.5 * best.sure and other.vague <= best.vague:
            best = replace(best, sure=best.sure * DISAGREED, doubts=_with(best.doubts, "disagree"))
    return best


def _same(one: str, other: str) -> bool:
    return one.upper().replace("-", "") == other.upper().replace("-", "")


def _more(sure: float, share: float) -> float:
    return min(1 - (1 - sure) * (1 - share), 0.995)


def _with(doubts: tuple[str, ...], doubt: str) -> tuple[str, ...]:
    return doubts if doubt in doubts else (*doubts, doubt)


def _by_days(best: dict[str, Candidate], today: date | None) -> dict[str, Candidate]:
    """Making before registering, the licence's end year near the making, nothing from the future."""
    found = dict(best)
    for code in ("manufacture_date", "old_registration_date"):
        if today and code in found and found[code].value > today.isoformat():
            found[code] = _lowered(found[code], TO_COME, "to_come")
    made, registered, licence = (
        found.get(code) for code in ("manufacture_date", "old_registration_date", "license_number")
    )
    if made and registered and made.value > registered.value:
        found["manufacture_date"], found["old_registration_date"] = (
            _lowered(one, DISAGREED, "order") for one in (made, registered)
        )
    if made and licence and (end := identifiers.licence_end_year(licence.value)):
        apart = end - int(made.value[:4])
        if -1 <= apart <= 5:
            found["license_number"] = replace(licence, sure=_more(licence.sure, 0.2))
            found["manufacture_date"] = replace(
                found["manufacture_date"], sure=_more(found["manufacture_date"].sure, 0.2)
            )
        else:
            found["license_number"] = _lowered(licence, 0.8, "licence_years")
    return found


def _lowered(one: Candidate, share: float, doubt: str) -> Candidate:
    return replace(one, sure=one.sure * share, doubts=_with(one.doubts, doubt))


def _by_model(best: dict[str, Candidate], around: Surroundings, words: Vocabulary) -> dict[str, Candidate]:
    """What the model's name tells agrees with the parameters, or one of them is misread."""
    if "model" not in best or around.category is None:
        return best
    found = dict(best)
    for code, expected in _expected(around.category.code, best["model"].value):
        entry = words.fields.get(code)
        if code not in found or not isinstance(entry, Parameter) or expected == 0:
            continue
        apart = abs(entry.for_rules(Decimal(found[code].value)) - expected) / expected
        if apart <= ALIKE:
            found[code] = replace(found[code], sure=_more(found[code].sure, 0.6))
            found["model"] = replace(found["model"], sure=_more(found["model"].sure, 0.4))
        elif apart > NEAR:
            found[code] = _lowered(found[code], UNLIKE_MODEL, "unlike_model")
    return found


def _expected(category: str, model: str) -> Iterator[tuple[str, Decimal]]:
    told = model_names.read(category, model)
    pairs: Mapping[str, Decimal | None] = {
        "rated_load_moment": told.moment, "max_working_radius": told.jib, "jib_length": told.jib, "capacity_at_max_radius": told.tip,
        "rated_load_per_cage": told.load, "rated_load": told.load, "cage_count": Decimal(told.cages) if told.cages else None,
    }  # fmt: skip
    return ((code, number) for code, number in pairs.items() if number is not None)


def _by_rules(best: dict[str, Candidate], around: Surroundings, catalogue: Catalogue) -> dict[str, Candidate]:
    """The catalogue's rules between parameters: where one is broken, its parameters are less sure."""
    if around.category is None:
        return best
    parameters = {code: one.value for code, one in best.items() if around.category.has_parameter(code)}
    facts = MachineFacts(
        catalogue=catalogue, category=around.category.code, today=date.max, parameters=parameters
    )
    broken = {finding.code for finding in check_cross(facts)}
    terms = {
        code
        for rule in around.category.cross_rules
        if rule.code in broken and rule.check not in ("calibration", "catalogue_floor")
        for code in rule.terms
    }
    return {code: _lowered(one, BROKEN_RULE, "rule") if code in terms else one for code, one in best.items()}


def _in_phase(entry: object, value: str, phase: Phase) -> str:
    """The value in the units of the phase's form."""
    if phase == "renewal" or not isinstance(entry, Parameter) or not entry.unit_changed:
        return value
    return "x".join(format(units.to_old(entry, Decimal(side)).normalize(), "f") for side in value.split("x"))
