"""The parameters of one right machine; each test changes one thing and hears about exactly that."""

from __future__ import annotations

import pytest

from devices.catalogue.samples import representative_models
from devices.findings import at, errors
from devices.rules import check_machine
from tests.devices.machines import finding, intake, renewal, told

CRANE, HOIST = "QTZ80(TC6012)", "SC200/200"


@pytest.mark.parametrize("name", [sample.model for sample in representative_models()])
def test_real_models_pass_at_the_intake_and_at_the_renewal(name):
    assert errors(check_machine(renewal(name), "renewal")) == []
    assert errors(check_machine(intake(name), "intake")) == []


@pytest.mark.parametrize("phase", ["intake", "renewal"])
def test_a_right_crane_gives_no_finding_at_all(phase):
    facts = renewal(CRANE) if phase == "renewal" else intake(CRANE)
    assert check_machine(facts, phase) == []


@pytest.mark.parametrize(
    ("name", "code", "typed", "proposed"),
    [
        (CRANE, "rated_load_moment", "80", "800"),
        (CRANE, "max_lifting_capacity", "6", "6000"),
        (CRANE, "capacity_at_max_radius", "1.2", "1200"),
        (CRANE, "hoisting_speed", "80", "1.333"),
        (HOIST, "rated_load_per_cage", "2", "2000"),
    ],
)
def test_an_old_unit_is_an_error_with_the_converted_value(name, code, typed, proposed):
    facts = renewal(name, parameters={code: typed})
    found = next(f for f in at(check_machine(facts), f"parameters.{code}") if f.code == "P-UNIT")
    assert (found.severity, found.suggestion.value) == ("error", proposed)
    assert typed in found.sentence
    assert proposed in found.sentence


def test_an_old_number_typed_unchanged_is_suspected_even_within_the_usual_range():
    facts = renewal(
        "QTZ315(TC7035)",
        common={"model": "示例型"},
        parameters={"rated_load_moment": "500", "capacity_at_max_radius": "6000"},
        raw_parameters={
            "rated_load_moment": "500",
            "capacity_at_max_radius": "6",
            "max_working_radius": "70",
        },
    )
    assert [f.suggestion.value for f in check_machine(facts) if f.code == "P-UNIT"] == ["5000"]


def test_a_small_crane_that_its_name_confirms_is_not_suspected():
    facts = renewal(CRANE, common={"model": "QTZ31.5"}, parameters={"rated_load_moment": "315"})
    assert "P-UNIT" not in told(facts)
    assert told(facts)["R-CAT-01"] == "warning"


@pytest.mark.parametrize(("tip", "warned"), [("1300", False), ("1500", True)])
def test_the_tip_load_may_differ_from_the_name_by_a_tenth(tip, warned):
    assert ("P-MODEL-TIP" in told(renewal(CRANE, parameters={"capacity_at_max_radius": tip}))) is warned


@pytest.mark.parametrize("moment", ["617.8", "630"])
def test_a_qtz63_lies_under_two_age_limits_and_passes_with_a_warning(moment):
    found = told(renewal("QTZ63(TC5013)", parameters={"rated_load_moment": moment}))
    assert found == {"R-AGE-06": "warning"}


def test_an_anchored_height_below_the_free_one_is_an_error():
    facts = renewal(CRANE, parameters={"max_anchored_height": "35", "max_freestanding_height": "40"})
    assert told(facts)["P-ANCHORED"] == "error"


@pytest.mark.parametrize(("persons", "warned"), [("25", False), ("30", True)])
def test_more_persons_than_the_load_carries_are_a_warning(persons, warned):
    assert ("P-PASSENGERS" in told(renewal(HOIST, parameters={"rated_passengers": persons}))) is warned


@pytest.mark.parametrize(
    ("name", "changes", "code", "severity"),
    [
        (CRANE, {"max_load_moment": "700"}, "P-MOMENT-MAX", "error"),
        (CRANE, {"min_working_radius": "61"}, "P-RADIUS-MIN", "error"),
        (CRANE, {"capacity_at_max_radius": "7000"}, "P-TIP-CAPACITY", "error"),
        (CRANE, {"jib_length": "58"}, "P-JIB-RADIUS", "warning"),
        (CRANE, {"max_working_radius": "30"}, "P-MOMENT-RATIO", "warning"),
        (CRANE, {"rated_load_moment": "1000"}, "P-MODEL-MOMENT", "warning"),
        (CRANE, {"jib_length": "70"}, "P-MODEL-JIB", "warning"),
        (CRANE, {"slewing_speed": "0.1"}, "P-USUAL", "warning"),
        (CRANE, {"slewing_speed": "30"}, "P-RANGE", "error"),
        (CRANE, {"mast_connection_type": ""}, "P-REQUIRED", "error"),
        (HOIST, {"rated_install_load": "2100"}, "P-INSTALL-LOAD", "error"),
        (HOIST, {"total_power": "80"}, "P-POWER", "warning"),
        (HOIST, {"safety_device_action_speed": "0.5"}, "P-ACTION-SPEED", "error"),
        (HOIST, {"safety_device_serial": "A1"}, "P-SERIALS", "warning"),
        (HOIST, {"safety_device_valid_until": "2026-05-31"}, "P-CALIBRATION", "warning"),
        (HOIST, {"safety_device_valid_until": "2027-06-02"}, "P-CALIBRATION", "warning"),
        (HOIST, {"cage_count": "1", "safety_device_serial": "A1"}, "P-MODEL-CAGES", "warning"),
        (HOIST, {"rated_load_per_cage": "1500"}, "P-MODEL-LOAD", "warning"),
        (HOIST, {"safety_device_model": ""}, "P-REQUIRED", "error"),
        ("SCD200/200", {"has_counterweight": "false"}, "P-MODEL-COUNTERWEIGHT", "warning"),
        ("SCD200/200", {"counterweight_mass": ""}, "P-REQUIRED", "error"),
        ("SSDB100", {"traction_type": "friction_winch"}, "R-ELIM-03", "warning"),
        ("SSDB100", {"max_install_height": "25"}, "R-ELIM-02", "warning"),
        ("SSDB100", {"rated_load": "400"}, "R-CAT-01", "warning"),
        ("MH10t-18m", {"span": ""}, "P-REQUIRED", "error"),
    ],
)
def test_one_wrong_parameter_is_told(name, changes, code, severity):
    assert told(renewal(name, parameters=changes))[code] == severity


def test_a_frame_below_the_restricted_height_is_fine():
    assert "R-ELIM-02" not in told(renewal("SSDB100", parameters={"max_install_height": "24"}))


@pytest.mark.parametrize("day", ["2026-06-01", "2027-06-01"])
def test_a_calibration_is_fine_on_its_last_day_and_up_to_a_year_ahead(day):
    assert "P-CALIBRATION" not in told(renewal(HOIST, parameters={"safety_device_valid_until": day}))


def test_new_units_at_the_intake_are_pointed_out_with_the_old_value():
    found = finding(
        intake(CRANE, parameters={"rated_load_moment": "800"}), "parameters.rated_load_moment", "intake"
    )
    assert (found.code, found.severity, found.suggestion.value) == ("P-UNIT", "warning", "80")


def test_kilograms_at_the_intake_are_an_error():
    facts = intake(CRANE, parameters={"max_lifting_capacity": "6000"})
    found = finding(facts, "parameters.max_lifting_capacity", "intake")
    assert (found.severity, found.suggestion.value) == ("error", "6")
