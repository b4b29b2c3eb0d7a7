"""Whatever is typed: a stored form that stays itself, or a refusal; never anything else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from devices import identifiers, model_names, numbers, units, uscc
from devices.catalogue import built_in
from devices.typed_text import half_width, plain_text
from devices.values import display, number_text, parse
from ground.errors import RuleBroken

BOOK = built_in()
PARAMETERS = [parameter for kind in BOOK.categories for parameter in kind.parameters]
FIELDS = [*BOOK.common_fields, *PARAMETERS]
UNIT_CHANGES = [p for p in PARAMETERS if p.unit_changed and p.kind != "dimensions"]
TYPED = st.one_of(
    st.text(max_size=60),
    st.text("0123456789.,-+/年月日x×有无是否：;tkgmNT粤A ", max_size=30),
    st.from_regex(r"[0-9]{1,9}(\.[0-9]{0,4})? ?(kN·m|kg|t|m/s|mm)?", fullmatch=True),
)


def scalar(field):
    """The stored forms that a field can have."""
    codes = [choice.code for choice in field.choices]
    word = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,19}", fullmatch=True)
    number = st.integers(0, 10 ** (field.digits or 1) - 1).map(
        lambda whole: number_text(Decimal(whole).scaleb(-field.places))
    )
    forms = {
        "decimal": number,
        "integer": number,
        "choice": st.sampled_from(codes) if codes else st.nothing(),
        "multi_choice": st.sets(st.sampled_from(codes), min_size=1).map(
            lambda some: ",".join(code for code in codes if code in some)
        )
        if codes
        else st.nothing(),
        "boolean": st.sampled_from(["true", "false"]),
        "boolean_text": st.one_of(st.sampled_from(["yes", "no"]), word.map("yes:{}".format)),
        "date": st.dates(date(1000, 1, 1)).map(date.isoformat),
        "texts": st.lists(word, min_size=1, max_size=8, unique=True).map(";".join),
        "dimensions": st.lists(number, min_size=3, max_size=3).map("x".join),
        "text": word.map(lambda text: text[: field.max_length or None]),
    }
    return forms[field.kind]


@given(st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field), scalar(field))))
def test_what_people_read_is_parsed_back_to_what_was_stored(pair):
    field, stored = pair
    assert parse(field, display(field, stored)) == stored


@given(st.sampled_from(FIELDS), TYPED)
def test_a_parser_answers_with_a_stable_form_or_a_refusal_at_its_field(field, typed):
    stored, refusal = answer(field, typed)
    if refusal:
        assert (refusal.path, bool(refusal.message)) == (field.path, True)
    else:
        assert parse(field, stored) == stored


def answer(field, typed):
    try:
        return parse(field, typed), None
    except RuleBroken as refusal:
        return None, refusal


@given(
    st.sampled_from(UNIT_CHANGES).flatmap(
        lambda p: st.tuples(st.just(p), st.decimals(p.error.low, p.error.high, places=p.places))
    )
)
def test_there_and_back_again_differs_by_no_more_than_the_last_place(pair):
    parameter, new = pair
    back = units.to_new(parameter, units.to_old(parameter, new))
    assert abs(back - new) <= Decimal(1).scaleb(1 - parameter.places)


@given(st.sampled_from(UNIT_CHANGES), TYPED, st.text(max_size=20))
def test_an_old_value_is_converted_left_alone_or_asked_about_but_never_lost(parameter, raw, model):
    try:
        done = units.convert_old(parameter, raw, evidence=units.Evidence("tower_crane", model, {}))
    except RuleBroken:
        return
    if done.outcome == "undecided":
        assert done.value == ""
        assert len(done.candidates) == 2
    else:
        assert bool(done.value) == bool(raw.strip() and (plain_text(raw) or "").strip())


@given(
    st.one_of(st.text(max_size=30), st.from_regex(r"粤?[A-Za-z]{1,2}[-－— ]?[TSWGQtswgq][-－ ]?[0-9]{3,9}"))
)
def test_a_number_normalised_twice_is_normalised_once(text):
    once = numbers.normalise(text)
    assert numbers.normalise(once) == once
    assert numbers.key_of(once) == numbers.key_of(text)


@given(st.text(max_size=60))
def test_a_number_is_taken_apart_or_refused(text):
    try:
        number = numbers.parse(text)
    except RuleBroken:
        return
    assert numbers.parse(number.text) == number
    assert number.key == number.text.replace("-", "")


@given(st.text(max_size=40))
def test_no_reader_of_names_and_codes_ever_fails_otherwise(text):
    for category in ("tower_crane", "construction_hoist", "material_hoist", "other_lifting"):
        model_names.read(category, text)
    for read in (
        identifiers.factory_number_key,
        identifiers.manufacturer_key,
        identifiers.is_licence_number,
        identifiers.licence_end_year,
        identifiers.is_phone,
        uscc.is_valid,
    ):
        read(text)


@given(st.text(max_size=60))
def test_half_width_and_plain_are_reached_in_one_step(text):
    assert half_width(half_width(text)) == half_width(text)
    plain = plain_text(text)
    assert plain is None or plain_text(plain) == plain
