"""The last pass over the whole description: shared parts, links from each answer to the steps that follow, examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.schema import refusals
from api.schema.field_words import with_words
from api.schema.samples import with_samples
from api.schema.tags import described_tags

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
SERVERS = [{"url": "/", "description": "本系统"}]


def finish(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """drf-spectacular's hook: the finished description."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(refusals.SCHEMAS)
    components["responses"], components["headers"] = refusals.responses(), refusals.HEADERS
    used = {tag for operation in operations(result) for tag in operation["tags"]}
    result["tags"] = [tag for tag in described_tags() if tag["name"] in used]
    result["servers"] = SERVERS
    _clean(result)
    with_words(components["schemas"], but=frozenset(refusals.SCHEMAS))
    _link(result["paths"])
    with_samples(result)
    return result


def operations(result: Schema) -> Iterator[Schema]:
    """Every operation of the description."""
    for path in result["paths"].values():
        yield from (path[method] for method in METHODS if method in path)


def _clean(result: Schema) -> None:
    """Path parameters of records are numbers from 1; docstrings of serializers speak to us, not to callers."""
    for operation in operations(result):
        for parameter in operation.get("parameters", []):
            if parameter["in"] != "path":
                continue
            if parameter["schema"].get("type") == "integer":
                parameter["schema"] |= {"minimum": 1, "maximum": 2**63 - 1}
            parameter["description"] = "受理编号" if parameter["name"] == "reference" else "编号"
    for name, component in result["components"]["schemas"].items():
        if name not in refusals.SCHEMAS and str(component.get("description", "")).isascii():
            component.pop("description", None)


def _link(paths: Schema) -> None:
    """After making or reading a record: read, change, delete it, and take its steps, with its number and its ETag."""
    for path, item in paths.items():
        if "{" in path and path.endswith("}/") and "get" in item:
            name = path[path.rindex("{") + 1 : -2]
            answer = item["get"]["responses"]["200"]
            found = _links(paths, path, f"$request.path.{name}", "ETag" in answer.get("headers", {}))
            found.pop(item["get"]["operationId"], None)
            if found:
                answer["links"] = found
        for one in paths:
            if one.startswith(f"{path}{{") and one.endswith("}/"):
                _link_from_list(paths, item, one)


def _link_from_list(paths: Schema, item: Schema, one: str) -> None:
    name = one[one.rindex("{") + 1 : -2]
    if "Location" in _made(item).get("headers", {}):
        answer = _made(item)
        answer["links"] = _links(paths, one, f"$response.body#/{name}", "ETag" in answer["headers"])
    if "200" in item.get("get", {}).get("responses", {}):
        item["get"]["responses"]["200"]["links"] = _links(
            paths, one, f"$response.body#/items/0/{name}", False
        )


def _links(paths: Schema, one: str, number: str, with_tag: bool) -> Schema:
    found: Schema = {}
    name = one[one.rindex("{") + 1 : -2]
    for path, item in paths.items():
        if not path.startswith(one) or path.count("{") > 1:
            continue
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            given = {f"path.{name}": number}
            takes = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", []))
            if takes and with_tag:
                given["header.If-Match"] = "$response.header.ETag"
            found[operation["operationId"]] = {
                "operationId": operation["operationId"],
                "parameters": given,
                "description": operation.get("summary", ""),
            }
    return found


def _made(item: Schema) -> Schema:
    """The answer that tells of a new record; empty where nothing is made."""
    answer: Schema = item.get("post", {}).get("responses", {}).get("201", {})
    return answer
