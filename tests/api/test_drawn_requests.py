"""Requests drawn from the description, good and bad, alone and one after the other: every answer is one that it describes.

`API_EXAMPLES` says how many for each operation; `make test` draws few.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.api.caller import key_of
from tests.cases import recorded
from zhongshan_crane import interface
from zhongshan_crane.wsgi import application

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
SCHEMA = schemathesis.openapi.from_dict(deepcopy(interface.description()))  # it rewrites what it is given
SCHEMA.app = application
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
DRAWN = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The application is called in this process: its requests must not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def by_key(manager, settings) -> dict[str, Any]:
    """What every call of a key carries."""
    settings.API_PER_MINUTE = 10**9
    for number in range(1, 4):
        recorded(manager, number)
    return {"headers": {"Authorization": f"Bearer {key_of(manager)[1]}"}}


@pytest.fixture
def by_session(manager, settings, client) -> dict[str, Any]:
    """What every call of a manager's browser carries."""
    settings.API_PER_MINUTE = 10**9
    recorded(manager)
    client.force_login(manager)
    token = "c" * 32
    cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {"csrftoken": token}
    return {"headers": {"X-CSRFToken": token, "Referer": "http://localhost/"}, "cookies": cookies}


ITEM_BY_ITEM = {"POST /api/v1/intake/batch/", "POST /api/v1/renewals/batch/"}


def bad_data_are_refused(ctx: Any, response: Any, case: Any) -> bool | None:
    """A batch is answered item by item: of bad data at least one item is refused, if not the whole request."""
    refused = (
        case.operation.label in ITEM_BY_ITEM and response.status_code == 200 and response.json()["refused"]
    )
    return None if refused else negative_data_rejection(ctx, response, case)


def checks(*but: str) -> list[Any]:
    """All of them but one: what the schema allows may still be against the rules (422), which no schema tells."""
    left_out = {"positive_data_acceptance", "negative_data_rejection", *but}
    return [bad_data_are_refused, *(check for check in CHECKS.get_all() if check.__name__ not in left_out)]


@SCHEMA.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Of whole numbers every second one is that of a thing that is there."""
    number = (path_parameters or {}).get("id")
    if isinstance(number, int) and number > 0 and number % 2:
        return {**path_parameters, "id": 1 + number // 2 % 6}
    return path_parameters


@SCHEMA.hook
def map_body(context: Any, body: Any) -> Any:
    """Most new machines are of a category that the catalogue knows."""
    if isinstance(body, dict) and isinstance(body.get("category"), str) and len(body["category"]) % 4:
        return {**body, "category": "tower_crane"}
    return body


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", list(OPERATIONS))
@DRAWN
@given(data=st.data())
def test_a_key_gets_no_answer_that_is_not_described(by_key, label, mode, data) -> None:
    case = data.draw(OPERATIONS[label].as_strategy(generation_mode=mode))
    case.call_and_validate(checks=checks(), **by_key)


@pytest.mark.parametrize("label", list(OPERATIONS))
@DRAWN
@given(data=st.data())
def test_nor_does_a_browser(by_session, label, data) -> None:
    case = data.draw(OPERATIONS[label].as_strategy())
    # `ignored_auth` takes the key away, not the browser's cookie.
    case.call_and_validate(checks=checks("ignored_auth"), **by_session)


@pytest.mark.parametrize("resource", ["intake", "matters", "renewals", "webhooks"])
def test_nor_does_one_step_after_the_other(by_key, resource) -> None:
    """The links of the description are followed: made, read, changed, handed in, taken back, deleted, read again."""
    linked = SCHEMA.include(path_regex=f"^/api/v1/({resource}|files)/")

    class Followed(linked.as_state_machine()):
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return by_key

        def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
            followed[case.operation.label] += 1
            case.validate_response(response, checks=checks(), **{**kwargs, **by_key})

    followed: Counter[str] = Counter()
    steps = settings(DRAWN, max_examples=EXAMPLES, stateful_step_count=12)
    run_state_machine_as_test(Followed, settings=steps)
    assert len(followed) > 3
