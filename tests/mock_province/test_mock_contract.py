"""Requests drawn from the contract, good and bad: every answer is one that the contract describes."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests import PreparedRequest
from requests.auth import AuthBase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.mock_province.caller import headers
from tests.mock_province.contract import document

schema = schemathesis.openapi.from_dict(document())
OPERATIONS = {found.ok().label: found.ok() for found in schema.get_all_operations()}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class Signed(AuthBase):
    """The contract's signature over the request as it leaves."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        body = request.body or b""
        raw = body if isinstance(body, bytes) else body.encode()
        request.headers.update(headers(request.method, request.path_url, raw))
        return request


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", list(OPERATIONS))
@settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_every_answer_is_one_of_the_contract(province, label, mode, data):
    case = data.draw(OPERATIONS[label].as_strategy(generation_mode=mode))
    answer = case.call(base_url=province.base + "/api/v1", auth=Signed())
    assert answer.status_code != 401, answer.text
    case.validate_response(answer, checks=CHECKS)
