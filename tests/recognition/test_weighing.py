"""How sure a proposal is."""

from __future__ import annotations

from datetime import date

from devices.recognition import OFFERED_FROM, Found

from .pages import line, page, rows, told

MOMENT, TIP, MODEL, MADE = (
    "parameters.rated_load_moment",
    "parameters.capacity_at_max_radius",
    "device.model",
    "device.manufacture_date",
)
PLATE = [
    ("规格型号", "QTZ80(TC6012)"),
    ("额定起重力矩", "800kN·m"),
    ("最大起重量", "6t"),
    ("最大幅度", "60m"),
    ("端部起重量", "1.2t"),
]


def test_what_is_clear_and_agrees_is_offered():
    assert all(one.confidence >= OFFERED_FROM for one in told(rows(PLATE)).values())


def test_what_the_model_denies_is_not():
    found = told(rows([("规格型号", "QTZ80(TC6012)"), ("额定起重力矩", "300kN·m")]))
    assert found[MOMENT].confidence < OFFERED_FROM
    assert "unlike_model" in found[MOMENT].doubts


def test_what_is_badly_read_is_not():
    found = told(page(line(50, 50, "额定起重力矩"), line(500, 50, "800kN·m", sure=0.6)))
    assert found[MOMENT].confidence < OFFERED_FROM


def test_what_breaks_a_rule_between_parameters_is_not():
    found = told(rows([("最大起重量", "6t"), ("端部起重量", "8t")]))
    assert found[TIP].confidence < OFFERED_FROM
    assert "rule" in found[TIP].doubts


def test_what_no_machine_has_is_not_proposed_at_all():
    assert told(rows([("最大幅度", "600m")])) == {}


def test_two_pages_that_agree_are_surer_and_those_that_differ_less():
    once = told(rows(PLATE[:1]))[MODEL].confidence
    assert told(rows(PLATE[:1]), rows(PLATE[:1]))[MODEL].confidence >= once
    other = told(rows(PLATE[:1]), rows([("规格型号", "QTZ63(TC5013)")]))[MODEL]
    assert other.confidence < OFFERED_FROM
    assert "disagree" in other.doubts


def test_a_label_that_says_which_beats_one_that_does_not():
    found = told(
        rows(
            [
                ("编号", "HG20190017"),
                ("出厂编号", "2019-0345"),
                ("出厂日期", "2019年5月12日"),
                ("日期", "2019年6月1日"),
            ]
        )
    )
    assert (found["device.factory_number"].value, found[MADE].value) == ("2019-0345", "2019-05-12")
    assert found[MADE].confidence >= OFFERED_FROM


def test_a_number_that_lost_its_unit_on_a_plate_with_units_may_hold_it_as_a_digit():
    found = told(
        rows([("最大幅度", "60m"), ("独立高度", "40m"), ("额定起重力矩", "800kN·m"), ("端部起重量", "1.21")])
    )
    assert found[TIP].confidence < OFFERED_FROM


def test_nothing_was_made_in_the_future():
    found = told(rows([("出厂日期", "2031年5月12日")]), today=date(2026, 6, 1))
    assert found[MADE].confidence < OFFERED_FROM


def test_a_proposal_knows_where_it_stands_and_survives_its_row():
    found = told(rows(PLATE))[MOMENT]
    assert found.raw == "800kN·m"
    assert found.box[0][0] > 0.4
    assert Found.from_json(found.to_json()) == Found(
        **{**found.__dict__, "box": Found.from_json(found.to_json()).box}
    )
