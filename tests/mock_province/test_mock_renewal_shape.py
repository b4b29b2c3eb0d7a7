"""Any change to a body is judged as the contract's schema judges it."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mock_province.contract import is_renewal

PLACES = [
    (),
    ("owner",),
    ("device",),
    ("parameters", 0),
    ("files", 0),
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 70),
    st.sampled_from(
        [15.0, 15.5, 1e300, "", "x", "x" * 65, "x" * 201, "442000", "4420001", "４４２０００", "442000\n"]
    ),
    st.sampled_from(["2015-03-18", "2015-02-29", "2015-3-18", "1200.50", "1200.505", "TOWER_CRANE", "CRANE"]),
    st.sampled_from([[], {}, [1], [{}], "a" * 64, "A" * 64, "HZ-1", "HZ-12345"]),
)


def refused_for_its_shape(province, body) -> bool:
    answer = province.hand_over(json.dumps(body).encode())
    return answer.code == 40001 and "与已上传附件的大小不一致" not in answer.http.text


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_field_is_judged_as_the_contract_does(province, another_renewal, place, data):
    body = another_renewal()
    changed = body
    for step in place:
        changed = changed[step]
    name = data.draw(st.sampled_from([*changed, "unheardOf"]))
    if data.draw(st.booleans()):
        changed.pop(name, None)
    else:
        changed[name] = data.draw(VALUES)
    if name == "supersedes" and isinstance(changed.get(name), str):
        return  # Whether that hand-over was returned is no question of shape.
    assert refused_for_its_shape(province, body) == (not is_renewal(body)), (name, changed.get(name))


@pytest.mark.parametrize("moment", ["2026-06-01", "2026-06-01T09:30:00", "2026-06-01T25:30:00Z", "noon", 5])
def test_a_moment_without_offset_or_sense_is_refused(province, renewal, moment):
    assert province.hand_over({**renewal, "acceptedAt": moment}).fields == ["acceptedAt"]


def test_optional_fields_may_be_left_out(province, renewal):
    body = copy.deepcopy(renewal)
    del body["supersedes"]
    for name in ("name", "licenseNo", "serviceLifeYears", "firstRegisteredOn", "price"):
        del body["device"][name]
    assert province.hand_over(body).status == 202
