"""The description of /api/v1/: valid, complete, the committed one, and no more than what the interface does."""

from __future__ import annotations

import json
import re
import urllib.parse

import pytest
import yaml
from django.core.management import call_command
from django.urls import resolve
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from api.scopes import OFFICE_SCOPES
from renewals.batch.choosing import Choice, start_batch
from tests.api.caller import Caller, caller, key_of
from tests.api.office import Person
from tests.cases import registered
from zhongshan_crane import interface
from zhongshan_crane.addresses import addresses

METHODS = ("get", "post", "put", "patch", "delete")
DESCRIPTION = interface.description()
OPERATIONS = {
    item[method]["operationId"]: (method, path, item[method])
    for path, item in DESCRIPTION["paths"].items()
    for method in METHODS
    if method in item
}
LISTS = {
    name: (path, operation)
    for name, (method, path, operation) in OPERATIONS.items()
    if any(parameter["name"] == "cursor" for parameter in operation["parameters"]) and "{" not in path
}
# How many a list would find: by its conditions, without its pages.
COUNTS = {
    name: (path, operation)
    for name, (_method, path, operation) in OPERATIONS.items()
    if path.endswith("/counts/")
}


def allows(schema: dict, value: object) -> list[str]:
    """What the schema, whose references lead into the description, finds wrong with the value."""
    whole = Resource(contents=json.loads(json.dumps(DESCRIPTION)), specification=DRAFT202012)
    registry = Registry().with_resource("urn:description", whole)
    inside = json.loads(json.dumps(schema).replace('"#/components/', '"urn:description#/components/'))
    return [error.message for error in Draft202012Validator(inside, registry=registry).iter_errors(value)]


def test_it_is_valid_and_leaves_nothing_unsaid(tmp_path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))
    assert yaml.safe_load((tmp_path / "openapi.yaml").read_text("utf-8"))["openapi"].startswith("3.1")


def test_the_committed_copy_is_the_written_one() -> None:
    committed = interface.FILE.read_text("utf-8")
    assert committed == interface.description_document(), "run: python manage.py document_interface"


def test_it_reads_no_database_and_names_every_address() -> None:
    """No fixture gives this test a database, and making the description once more needs none."""
    made = interface.SchemaGenerator().get_schema(request=None, public=True)
    described = {re.sub(r"{\w+}", "<>", path) for path in made["paths"]}
    known = {
        "/" + re.sub(r"<[^>]*>", "<>", address.route)
        for address in addresses()
        if address.route.startswith("api/v1/")
    }
    assert described == known


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_speaks_chinese_and_knows_its_refusals(name: str) -> None:
    method, path, operation = OPERATIONS[name]
    assert re.search(r"[一-鿿]", operation.get("summary", "")), (
        "extend_schema(summary=…) stands above @action"
    )
    assert all(re.search(r"[一-鿿]", tag) for tag in operation["tags"]), (
        "add the resource to api/schema/tags.py"
    )
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    expected = {"400", "401", "403", "406", "429", "503"} | ({"404"} if "{" in path else set())
    assert expected <= set(operation["responses"])
    assert len([status for status in operation["responses"] if status.startswith("2")]) >= 1
    named = {parameter["name"] for parameter in operation["parameters"]}
    assert ("Idempotency-Key" in named) == (method == "post")
    assert all(parameter.get("description") for parameter in operation["parameters"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_example_is_one_that_its_schema_allows(name: str) -> None:
    _method, _path, operation = OPERATIONS[name]
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for kind, media in body.get("content", {}).items():
            if "json" in kind:
                assert "example" in media
                assert not allows(media["schema"], media["example"])


def test_the_examples_of_refusals_are_problems() -> None:
    for answer in DESCRIPTION["components"]["responses"].values():
        media = answer["content"]["application/problem+json"]
        assert not allows(media["schema"], media["example"])


def test_each_link_leads_to_an_operation_with_its_parameters() -> None:
    for _method, _path, operation in OPERATIONS.values():
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                _, _, led_to = OPERATIONS[link["operationId"]]
                known = {f"{one['in']}.{one['name']}" for one in led_to["parameters"]}
                assert set(link["parameters"]) <= known
    made = OPERATIONS["intake_create"][2]["responses"]["201"]["links"]
    assert set(made) >= {"intake_retrieve", "intake_update", "intake_delete", "intake_submit"}
    assert made["intake_update"]["parameters"]["header.If-Match"] == "$response.header.ETag"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*LISTS, *COUNTS])
def test_a_list_takes_exactly_what_is_described(name: str, manager, reviewer, administrator) -> None:
    """Asked for nonsense, a list tells what it knows: that is what the description must say."""
    path, operation = (LISTS | COUNTS)[name]
    device = registered(manager, reviewer)
    start_batch(user=manager, choice=Choice(ids=(device.pk,)))
    path = path.replace("{id}", str(device.pk))
    person = _whoever_may(path, manager, administrator)
    described = {one["name"]: one["schema"] for one in operation["parameters"] if one["in"] == "query"}
    told = person(path, {"no_such_condition": "1"})
    assert _known(told) == set(described)
    for parameter, schema in described.items():
        if "enum" in schema:
            codes = {value.removeprefix("-") if parameter == "order" else value for value in schema["enum"]}
            assert _known(person(path, {parameter: "no-such-value"})) == codes, parameter


def _known(told: str) -> set[str]:
    return set(told.split("可用的有：")[1].rstrip("。").split("、"))


def _whoever_may(path: str, manager, administrator):
    office = Caller(key_of(administrator, OFFICE_SCOPES)[1])
    ways = (caller(manager), Person(manager), office, Person(administrator))
    person = next(one for one in ways if one.get(path.removeprefix("/api/v1/")).status_code != 403)

    def refusal(path: str, query: dict[str, str]) -> str:
        answer = person.get(f"{path.removeprefix('/api/v1/')}?{urllib.parse.urlencode(query)}")
        assert answer.status_code == 400, answer.content.decode()
        return answer.json()["detail"]

    return refusal


@pytest.mark.django_db
def test_a_list_without_conditions_asks_for_none(manager) -> None:
    """Whatever view answers by `listed` says in `asks` what it may be asked."""
    whole = [
        path
        for name, (method, path, operation) in OPERATIONS.items()
        if method == "get" and "{" not in path and name not in LISTS | COUNTS
    ]
    assert whole
    for path in whole:
        answer = caller(manager).get(f"{path.removeprefix('/api/v1/')}?no_such_condition=1")
        assert answer.status_code != 400, path


@pytest.mark.django_db
def test_everybody_reads_it_as_yaml_or_json_and_as_a_page(client) -> None:
    plain = client.get("/api/schema/")
    assert plain.headers["Content-Type"] == "application/yaml; charset=utf-8"
    assert yaml.safe_load(plain.content)["paths"].keys() == DESCRIPTION["paths"].keys()
    assert client.get("/api/schema/", headers={"Accept": "application/json"}).json() == json.loads(
        json.dumps(DESCRIPTION)
    )
    page = client.get("/api/docs/").content.decode()
    for name, (_method, path, operation) in OPERATIONS.items():
        assert f'id="{name}"' in page
        assert path in page
        assert operation["summary"] in page
    assert resolve("/api/docs/").url_name == "interface_docs"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_needs_no_other_site_and_breaks_no_policy(live_server, chromium_path) -> None:
    from playwright.sync_api import sync_playwright

    said, asked = [], []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_server.url}/api/docs/")
        page.locator("#intake_create > summary").click()
        assert page.locator("#intake_create pre").first.is_visible()
        browser.close()
    assert said == []
    assert {urllib.parse.urlsplit(url).netloc for url in asked} == {
        urllib.parse.urlsplit(live_server.url).netloc
    }
