"""The catalogue is complete, contradicts itself nowhere, and survives being stored."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction

import pytest

from devices.catalogue import CatalogueError, built_in, from_data, to_data
from devices.catalogue.samples import representative_models
from devices.rules.cross import CHECKS

BOOK = built_in()
COUNTS = {"tower_crane": 34, "construction_hoist": 27, "material_hoist": 17, "other_lifting": 19}


@pytest.mark.parametrize(("category", "count"), COUNTS.items())
def test_every_parameter_of_a_category_is_listed_and_the_sub_type_is_none_of_them(category, count):
    codes = [parameter.code for parameter in BOOK.category(category).parameters]
    assert len(codes) == count
    assert not {"sub_type", "structure_type", "drive_type", "frame_type"} & set(codes)


def test_four_categories_are_open_and_the_suspended_platform_waits_switched_off():
    assert [c.letter for c in BOOK.enabled_categories()] == ["T", "S", "W", "Q"]
    assert not BOOK.category("suspended_platform").enabled


def test_a_letter_leads_to_its_category():
    assert BOOK.category_by_letter("S").code == "construction_hoist"
    assert BOOK.category_by_letter("X") is None


def test_the_rated_moment_carries_what_the_trade_facts_say():
    moment = BOOK.category("tower_crane").parameter("rated_load_moment")
    assert (moment.old_unit, moment.new_unit, moment.factor) == ("t·m", "kN·m", Fraction(10))
    assert (moment.warn.low, moment.error.high) == (Decimal(400), Decimal(60000))
    assert moment.is_required({})
    assert not moment.added


def test_speeds_keep_an_exact_factor():
    speed = BOOK.category("tower_crane").parameter("hoisting_speed")
    assert speed.factor == Fraction(1, 60)


@pytest.mark.parametrize("mode", ["luffing", "articulated"])
def test_the_trolley_speed_is_not_asked_of_a_crane_without_trolley(mode):
    speed = BOOK.category("tower_crane").parameter("trolley_speed")
    assert not speed.applies({"luffing_mode": mode})


def test_the_trolley_speed_is_required_of_a_trolley_crane_and_waits_while_the_mode_is_blank():
    speed = BOOK.category("tower_crane").parameter("trolley_speed")
    assert speed.is_required({"luffing_mode": "trolley"})
    assert speed.applies({})
    assert not speed.is_required({})


def test_one_of_several_ways_to_stand_is_enough_for_the_travelling_speed():
    speed = BOOK.category("tower_crane").parameter("travelling_speed")
    assert speed.is_required({"base_type": "fixed,travelling"})
    assert not speed.applies({"base_type": "fixed"})


def test_the_anti_fall_device_is_asked_of_rack_hoists_only():
    device = BOOK.category("construction_hoist").parameter("safety_device_serial")
    assert device.is_required({}, "rack_pinion")
    assert not device.applies({}, "wire_rope")


def test_the_intake_asks_nothing_that_the_old_certificate_did_not_carry():
    asked = {parameter.code for parameter in BOOK.asked("tower_crane", "intake")}
    assert "rated_load_moment" in asked
    assert "mast_connection_type" not in asked


def test_every_cross_rule_has_its_check():
    assert {rule.check for kind in BOOK.categories for rule in kind.cross_rules} <= CHECKS.keys()


def test_zhongshan_has_its_twenty_three_townships_under_old_names_too():
    assert len(BOOK.townships) == 23
    assert BOOK.township("东升镇").name == "小榄镇"
    assert BOOK.township("火炬开发区").code == "442000003"
    assert BOOK.township("广州") is None


@pytest.mark.parametrize("phase", ["intake", "renewal"])
def test_only_the_old_certificate_and_the_nameplate_are_required_of_an_ordinary_crane(phase):
    papers = BOOK.attachment_requirements(phase, "tower_crane")
    required = [paper.kind.code for paper in papers if paper.level == "required"]
    assert required == ["old_certificate", "nameplate_photo"]


def test_a_condition_that_holds_makes_a_paper_required():
    levels = {
        p.kind.code: p.level for p in BOOK.attachment_requirements("intake", "tower_crane", {"second_hand"})
    }
    assert levels["transfer_docs"] == "required"


def test_a_paper_switched_off_for_a_category_is_not_shown():
    towers = [paper.kind.code for paper in BOOK.attachment_requirements("renewal", "tower_crane")]
    hoists = [paper.kind.code for paper in BOOK.attachment_requirements("renewal", "construction_hoist")]
    assert "safety_device_calibration" in hoists
    assert "safety_device_calibration" not in towers


def test_standing_papers_belong_to_the_enterprise():
    standing = [paper.code for paper in BOOK.attachments if paper.standing]
    assert standing == ["business_license", "authenticity_commitment", "authorization_letter"]


def test_a_version_stored_as_json_comes_back_the_same_even_with_its_keys_in_another_order():
    stored = json.loads(json.dumps(to_data(BOOK), sort_keys=True))
    assert from_data(stored) == BOOK
    assert from_data(stored).digest == BOOK.digest


def test_another_label_is_another_digest():
    data = to_data(BOOK)
    data["categories"][0]["parameters"][0]["label"] = "变幅方式"
    assert from_data(data).digest != BOOK.digest


def broken(change):
    data = deepcopy(to_data(BOOK))
    change(data["categories"][0]["parameters"])
    return data


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda p: p[3].update(factor="0"), "大于 0"),
        (lambda p: p[3].update(factor="ten"), "factor"),
        (lambda p: p[3].update(old_unit="kN·m"), "换算系数"),
        (lambda p: p[3].update(warn=[9, 1]), "下限大于上限"),
        (lambda p: p[3].update(warn=[0, 1]), "拦截范围以内"),
        (lambda p: p[3].update(kind="float"), "kind"),
        (lambda p: p[3].update(colour="red"), "不认识的键 colour"),
        (lambda p: p[3].update(code="Rated Moment"), "小写字母"),
        (lambda p: p[0].update(choices="nowhere"), "nowhere"),
        (lambda p: p[3].update(when={"parameter": "nowhere", "in": ["x"]}), "nowhere"),
        (lambda p: p[3].update(group="nowhere"), "nowhere"),
        (lambda p: p.append(dict(p[0])), "出现了两次"),
        (lambda p: p[3].update(digits="many"), "整数"),
        (lambda p: p[3].pop("label"), "label"),
    ],
)
def test_a_wrong_entry_is_named_with_its_problem(change, problem):
    with pytest.raises(CatalogueError, match=problem) as fault:
        from_data(broken(change))
    assert fault.value.entry.startswith("catalogue.categories.tower_crane")


def test_representative_models_name_only_parameters_of_their_category():
    for sample in representative_models():
        kind = BOOK.category(sample.category)
        assert all(not kind.parameter(code).added for code in sample.old), sample.model
        assert all(kind.parameter(code).added for code in sample.new), sample.model
