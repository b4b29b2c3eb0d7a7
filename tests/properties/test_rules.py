"""Rules answer with findings about any machine at all, and hold where they must."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from devices import ages
from devices.assumptions import Assumptions
from devices.catalogue import built_in
from devices.rules import MachineFacts, check_machine, papers_of
from tests.devices.machines import COMMON, new_parameters, renewal

BOOK = built_in()
CATEGORIES = [kind.code for kind in BOOK.categories]
CODES = sorted({parameter.code for kind in BOOK.categories for parameter in kind.parameters})
COMMON_CODES = [field.code for field in BOOK.common_fields]
SUB_TYPES = [choice.code for kind in BOOK.categories for choice in kind.sub_types]
JUNK = st.one_of(
    st.text(max_size=12),
    st.integers(-10, 10**7).map(str),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.dates().map(date.isoformat),
    st.sampled_from(
        ["true", "false", "trolley", "fixed,travelling", "1x2x3", "yes:A", "QTZ80(TC6012)", "SC200/200"]
    ),
)
MACHINES = st.builds(
    MachineFacts,
    catalogue=st.just(BOOK),
    category=st.one_of(st.sampled_from(CATEGORIES), st.text(max_size=5)),
    sub_type=st.one_of(st.sampled_from(SUB_TYPES), st.text(max_size=5)),
    common=st.dictionaries(st.sampled_from(COMMON_CODES), JUNK, max_size=12),
    parameters=st.dictionaries(st.sampled_from(CODES), JUNK, max_size=12),
    raw_parameters=st.dictionaries(st.sampled_from(CODES), JUNK, max_size=6),
    attachments=st.frozensets(st.sampled_from([paper.code for paper in BOOK.attachments])),
    owner_region=st.sampled_from(["442000", "440100", ""]),
    today=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)


@given(MACHINES, st.sampled_from(["intake", "renewal"]))
def test_every_machine_is_answered_with_findings_at_real_fields(facts, phase):
    paths = {f"device.{code}" for code in COMMON_CODES} | {f"parameters.{code}" for code in CODES}
    paths |= {f"attachments.{paper.code}" for paper in BOOK.attachments}
    for finding in check_machine(facts, phase):
        assert finding.path in paths
        assert finding.sentence
        assert finding.severity in ("error", "warning")


@given(st.sampled_from(["QTZ80(TC6012)", "SC200/200", "SSDB100", "MH10t-18m"]), st.data())
def test_a_required_parameter_left_out_is_always_an_error(name, data):
    facts = renewal(name)
    required = [
        p.code
        for p in facts.kind.parameters
        if p.is_required(new_parameters(name), facts.sub_type) and not _decides(facts, p)
    ]
    code = data.draw(st.sampled_from(required))
    found = check_machine(renewal(name, parameters={code: ""}))
    assert [f.path for f in found if f.code == "P-REQUIRED"] == [f"parameters.{code}"]


def _decides(facts, parameter):
    return any(other.when and other.when.on == parameter.code for other in facts.kind.parameters)


@given(st.dates(date(1980, 1, 1), date(2030, 1, 1)), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_machine_only_grows_older(made_on, today):
    rule = ages.rule_for(BOOK, "construction_hoist", "rack_pinion", None)
    order = [ages.AgeState.OK, ages.AgeState.NEAR, ages.AgeState.OVER]

    def state(day):
        return ages.judge(
            rule,
            made_on=made_on,
            design_life=None,
            assessment=ages.Assessment(),
            today=day,
            assumptions=Assumptions(),
        ).state

    assert order.index(state(today)) <= order.index(state(ages.add_years(today, 1)))


@given(
    made_on=st.dates(date(1950, 1, 1), date(2060, 1, 1)),
    kind=st.sampled_from(
        [("construction_hoist", "rack_pinion"), ("construction_hoist", "wire_rope"), ("other_lifting", "")]
    ),
    near_days=st.integers(0, 1000),
    design_life=st.none() | st.integers(1, 40),
    data=st.data(),
)
def test_the_kept_days_tell_every_day_as_the_standard_does(made_on, kind, near_days, design_life, data):
    """Kept once, on whatever day, they agree with the standard's own words on any other day."""
    rule = ages.rule_for(BOOK, *kind, None)
    kept = ages.judge(
        rule,
        made_on=made_on,
        design_life=design_life,
        assessment=ages.Assessment(),
        today=data.draw(st.dates()),
        assumptions=Assumptions(near_days=near_days),
    )
    around = st.integers(-3, 3).map(timedelta) | st.integers(-near_days - 2, 400).map(timedelta)
    today = kept.limit_date + data.draw(around)
    if today > kept.limit_date:
        told = ages.AgeState.OVER
    elif today > kept.limit_date - timedelta(days=near_days):
        told = ages.AgeState.NEAR
    else:
        told = ages.AgeState.OK
    assert ages.state_on(today, kept.near_from, kept.limit_date) == told


@given(MACHINES, st.sampled_from(["intake", "renewal"]))
def test_the_papers_asked_for_are_those_that_can_be_given(facts, phase):
    if BOOK.has_category(facts.category):
        assert {paper.kind.code for paper in papers_of(facts, phase)} <= {
            paper.code for paper in BOOK.attachments
        }


@given(st.sampled_from(sorted(COMMON)))
def test_a_common_field_left_out_never_breaks_the_others(code):
    found = check_machine(renewal("QTZ80(TC6012)", common={code: ""}))
    assert {finding.path for finding in found} <= {f"device.{code}", "device.license_missing_reason"}
