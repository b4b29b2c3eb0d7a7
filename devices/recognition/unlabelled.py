"""What tells what it is without a label: licences, registration numbers, a maker's name across the foot of a plate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from devices.typed_text import squeeze
from vision.lines import Page

from . import codes, days, models, values
from .frame import Spot
from .readings import Reading, Surroundings
from .vocabulary import Vocabulary
from .weighing import Candidate

MAKER, NUMBER, MODEL, DATE, OFFICE = 0.96, 0.93, 0.85, 0.86, 0.9
OFFICE_END = re.compile(
    r"^[一-鿿]{2,}(?:建设|规划|监督|建筑|管理|城乡|国土|住房)[一-鿿]*(?:局|站|厅|委|委员会|中心|办公室|总站)$"
)
OTHERS = re.compile(r"监制|监检|安装|租赁|使用单位|检验|监督|地址|产权|销售|经销|代理|服务|设计院|研究院")
FIRM_END = re.compile(r"(有限公司|有限责任公司|股份公司|集团公司|厂|总厂|公司)(\([^()]*\))?$")


def found(
    page: Page,
    spots: Sequence[Spot],
    labelled: Sequence[Candidate],
    words: Vocabulary,
    around: Surroundings,
    source: str,
) -> list[Candidate]:
    """Candidates of the fields that no label has brought."""
    there = {candidate.code for candidate in labelled}
    wanted = [
        ("license_number", _licences(spots)),
        ("old_registration_number", _registered(spots, around) if source == "old_certificate" else iter(())),
        ("owner_uscc", _credit_codes(spots) if source == "old_certificate" else iter(())),
        ("manufacturer", _makers(spots, words) if source != "old_certificate" else iter(())),
        ("model", _models(spots, around)),
        ("old_issuing_authority", _offices(page, spots, words) if source == "old_certificate" else iter(())),
        ("old_registration_date", _dates(page, spots) if source == "old_certificate" else iter(())),
    ]
    candidates = []
    for code, told in wanted:
        every = list(told) if code not in there and code in words.fields else []
        if len({reading.values[code] for _, reading, _ in every}) == 1:
            spot, reading, score = every[0]
            candidates.append(
                Candidate.of(page, code, reading.values[code], spot.piece.text, [spot], reading, score)
            )
    return candidates


Told = Iterator[tuple[Spot, Reading, float]]


def _licences(spots: Sequence[Spot]) -> Told:
    for spot in spots:
        code = codes.licence(spot.piece.text)
        if code and code.regular:
            yield spot, Reading({"license_number": code.value}, 0.9 if code.repaired else 1.0), NUMBER


def _registered(spots: Sequence[Spot], around: Surroundings) -> Told:
    for spot in spots:
        code = codes.registration(spot.piece.text, around.category.letter if around.category else "")
        if code and code.regular and not code.repaired:
            yield spot, Reading({"old_registration_number": code.value}), NUMBER


def _credit_codes(spots: Sequence[Spot]) -> Told:
    for spot in spots:
        code = codes.credit_code(spot.piece.text)
        if code and code.regular and not code.repaired:
            yield spot, Reading({"owner_uscc": code.value}), NUMBER


def _offices(page: Page, spots: Sequence[Spot], words: Vocabulary) -> Told:
    """The office that signs at the foot of a certificate."""
    for spot in spots:
        text = squeeze(spot.piece.text)
        if OFFICE_END.match(text) and not spot.piece.follows and spot.middle > 0.5 * page.height:
            reading = values.read((words.fields["old_issuing_authority"],), text, Surroundings(None))
            if reading is not None:
                yield spot, reading, OFFICE


def _dates(page: Page, spots: Sequence[Spot]) -> Told:
    """The one date that stands alone at the foot of a certificate, under its seal."""
    for spot in spots:
        day = days.day(spot.piece.text)
        alone = day is not None and day.precision == "day" and not day.repaired and not spot.piece.follows
        if day and alone and spot.middle > 0.55 * page.height:
            yield spot, Reading({"old_registration_date": day.value.isoformat()}), DATE


def _makers(spots: Sequence[Spot], words: Vocabulary) -> Told:
    """The one firm that is named; a second one makes it unsure which of them made the machine."""
    firms = []
    for spot in spots:
        text = squeeze(spot.piece.text)
        if FIRM_END.search(text) and not OTHERS.search(text):
            reading = values.read((words.fields["manufacturer"],), text, Surroundings(None))
            if reading is not None:
                firms.append((spot, reading))
    for spot, reading in firms:
        yield spot, reading, MAKER if len(firms) == 1 else MAKER * 0.6


def _models(spots: Sequence[Spot], around: Surroundings) -> Told:
    if around.category is None:
        return
    for spot in spots:
        if name := models.anywhere(spot.piece.text, around.category.code):
            yield spot, Reading({"model": name}), MODEL
