"""The common fields, papers and ages of one right machine; each test changes one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from devices.assumptions import Assumptions
from devices.findings import at, errors
from devices.rules import check_machine
from tests.devices.machines import finding, intake, renewal, told

CRANE, HOIST = "QTZ80(TC6012)", "SC200/200"


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"model": ""}, "C-REQUIRED", "error"),
        ({"model": "随便"}, "C-MODEL", "warning"),
        ({"factory_number": "编号？"}, "C-FORM", "error"),
        ({"contact_phone": "12345"}, "C-PHONE", "error"),
        ({"owner_uscc": "91442000DEM000014Q"}, "USCC-CHECK", "error"),
        ({"owner_uscc": "91440100DEM000049N"}, "USCC-REGION", "warning"),
        ({"design_service_life": "41"}, "C-RANGE", "error"),
        ({"design_service_life": "30"}, "C-USUAL", "warning"),
        ({"purchase_price": "0"}, "C-RANGE", "error"),
        ({"has_safety_archive": "false"}, "C-ARCHIVE", "warning"),
        ({"supervision_cert_no": ""}, "C-SUPERVISION", "warning"),
        ({"supervision_exempt": "true"}, "C-REQUIRED", "error"),
        ({"manufacture_date": "2026-06-02"}, "D-FUTURE", "error"),
        ({"manufacture_date": "1979-12-31"}, "D-TOO-EARLY", "error"),
        ({"purchase_date": "2018-06-01"}, "D-ORDER", "error"),
        ({"old_registration_date": "2018-06-30"}, "D-ORDER", "error"),
        ({"license_number": "无此证"}, "R-LIC-00", "warning"),
        ({"license_number": "TS2410123-2023"}, "R-LIC-01", "warning"),
        ({"license_number": ""}, "C-REQUIRED", "error"),
        ({"old_registration_number": "粤T-S01234"}, "N-LETTER", "error"),
        ({"old_registration_number": "粤A-T01234"}, "N-ELSEWHERE", "warning"),
        ({"old_registration_number": "中塔0123"}, "N-FORM", "warning"),
        ({"model": "QT60/80"}, "R-ELIM-01", "warning"),
        ({"model": "QTG25"}, "R-ELIM-01", "warning"),
    ],
)
def test_one_wrong_common_field_is_told(changes, code, severity):
    assert told(renewal(CRANE, common=changes))[code] == severity


@pytest.mark.parametrize("model", ["QTZ60", "QTZ80", "QTG250"])
def test_modern_models_are_not_taken_for_banned_ones(model):
    assert "R-ELIM-01" not in told(renewal(CRANE, common={"model": model}))


def test_a_second_hand_machine_may_be_bought_after_it_was_registered():
    changes = {"old_registration_date": "2018-06-30", "is_second_hand": "true"}
    assert told(renewal(CRANE, common=changes))["D-ORDER"] == "warning"


def test_an_old_machine_without_licence_explains_itself():
    old = {"license_number": "", "manufacture_date": "2005-06-02"}
    assert finding(renewal(CRANE, common=old), "device.license_missing_reason").blocks
    explained = renewal(CRANE, common=old | {"license_missing_reason": "当时未实行许可"})
    assert at(check_machine(explained), "device.license_missing_reason") == []


def test_an_owner_elsewhere_is_sent_home_with_the_official_words():
    found = finding(renewal(CRANE, owner_region="440100"), "device.owner_region_code")
    assert found.blocks
    assert "回企业所在属地办理换证" in found.sentence


@pytest.mark.parametrize(
    ("policy", "region", "blocked"),
    [
        ("local_only", "442000", False),
        ("local_only", "440100", True),
        ("open", "440100", False),
        ("closed", "442000", True),
    ],
)
def test_the_intake_follows_the_citys_policy(policy, region, blocked):
    facts = intake(CRANE, owner_region=region, assumptions=Assumptions(intake_policy=policy))
    assert (
        any(f.path == "device.owner_region_code" for f in errors(check_machine(facts, "intake"))) is blocked
    )


def test_a_new_number_is_not_taken_in_as_an_old_certificate():
    facts = intake(CRANE, common={"old_registration_number": "粤TA-T202600001"})
    assert told(facts, "intake")["N-ELECTRONIC"] == "error"


def test_strictness_about_old_numbers_is_the_citys_choice():
    facts = renewal(
        CRANE,
        common={"old_registration_number": "粤A-T01234"},
        assumptions=Assumptions(regno_old_strict=True),
    )
    assert told(facts)["N-ELSEWHERE"] == "error"


@pytest.mark.parametrize(("blocks", "severity"), [(False, "warning"), (True, "error")])
def test_an_over_age_crane_warns_or_blocks_as_the_city_chose(blocks, severity):
    facts = renewal(
        "QTZ63(TC5013)",
        common={"manufacture_date": "2010-05-20", "license_number": "TS2410123-2012"},
        assumptions=Assumptions(age_over_blocks=blocks),
    )
    found = told(facts)
    assert found["R-AGE-02"] == severity
    assert found["A-MISSING"] == "warning"


@pytest.mark.parametrize(("today", "code"), [(date(2026, 7, 1), "R-AGE-01"), (date(2026, 7, 2), "R-AGE-02")])
def test_a_rack_hoist_is_near_on_its_eighth_birthday_and_over_the_day_after(today, code):
    facts = renewal(HOIST, common={"manufacture_date": "2018-07-01"}, today=today)
    assert code in told(facts)


def test_a_valid_assessment_replaces_the_warning_and_limits_the_new_certificate():
    assessed = {"assessment_conclusion": "qualified", "assessment_date": "2026-01-10"}
    facts = renewal(
        HOIST, common={"manufacture_date": "2016-04-20", "assessment_valid_until": "2026-07-01"} | assessed
    )
    found = told(facts)
    assert "R-AGE-02" not in found
    assert found["R-AGE-03"] == found["R-AGE-05"] == "warning"


def test_a_failed_assessment_names_its_statutory_ground():
    facts = renewal(HOIST, common={"assessment_conclusion": "unqualified", "assessment_date": "2026-01-10"})
    assert finding(facts, "device.assessment_conclusion").statutory == "G3"


def test_a_missing_paper_is_told_at_its_place():
    facts = renewal(CRANE, attachments=frozenset({"old_certificate"}))
    assert finding(facts, "attachments.nameplate_photo").blocks


def test_a_second_hand_machine_needs_its_transfer_papers_at_the_intake():
    facts = intake(CRANE, common={"is_second_hand": "true"})
    assert finding(facts, "attachments.transfer_docs", "intake").blocks


def test_an_unknown_or_closed_category_is_the_only_finding():
    for category in ("", "spaceship", "suspended_platform"):
        (found,) = check_machine(replace(renewal(CRANE), category=category))
        assert found.path == "device.category"


def test_a_sub_type_of_another_category_is_refused():
    assert told(renewal(CRANE, sub_type="gantry_crane"))["C-SUB-TYPE"] == "error"


def test_findings_stand_in_the_order_of_the_form():
    facts = renewal(CRANE, common={"contact_phone": "1", "model": ""}, parameters={"slewing_speed": "30"})
    paths = [found.path for found in check_machine(replace(facts, attachments=frozenset()))]
    assert paths == [
        "device.model",
        "device.contact_phone",
        "parameters.slewing_speed",
        "attachments.old_certificate",
        "attachments.nameplate_photo",
    ]
