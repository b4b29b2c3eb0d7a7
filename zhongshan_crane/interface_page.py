"""The description of the interface as a page shows it: resources, their operations, fields and examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
KINDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "true/false",
    "object": "对象",
    "array": "列表",
    "null": "null",
}
FORMATS = {"date": "日期", "date-time": "时间", "binary": "文件", "uri": "网址", "uuid": "UUID"}
PLACES = {"path": "地址", "query": "查询条件", "header": "请求头", "cookie": "Cookie"}
SENT = "发往接收地址 {event}"
DEEPEST = 6


@dataclass(frozen=True)
class Field:
    """One line of a table: a parameter or a field of a body."""

    name: str
    place: str
    kind: str
    required: bool
    lines: list[str]


@dataclass(frozen=True)
class Answer:
    """One possible answer."""

    status: str
    told: str
    example: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    told: str
    parameters: list[Field]
    body: list[Field]
    example: str
    answers: list[Answer]
    shown: list[Field]


@dataclass(frozen=True)
class Section:
    """One resource."""

    name: str
    told: str
    operations: list[Operation]


def sections(description: Schema) -> list[Section]:
    """The resources in the order of the tags; what firms' systems are sent stands behind what they may ask."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in description["tags"]}
    sent = {SENT.format(event=event): item for event, item in description["webhooks"].items()}
    for path, item in (description["paths"] | sent).items():
        for method in METHODS:
            if method in item:
                for tag in item[method]["tags"]:
                    found.setdefault(tag, []).append(_operation(description, path, method, item[method]))
    told = {tag["name"]: tag["description"] for tag in description["tags"]}
    return [Section(name, told.get(name, ""), operations) for name, operations in found.items()]


def refusal_example(description: Schema) -> str:
    """What a refusal looks like: the one with faults by field."""
    return _written(_first(description["components"]["responses"]["Problem422"]).get("example"))


def _operation(description: Schema, path: str, method: str, operation: Schema) -> Operation:
    schemas = description["components"]["schemas"]
    media = _first(operation.get("requestBody", {}))
    answers = [_answer(description, status, one) for status, one in operation["responses"].items()]
    good: Schema = next((one for status, one in operation["responses"].items() if status.startswith("2")), {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        told=operation.get("description", "").replace("`", ""),
        parameters=[_parameter(one, schemas) for one in operation.get("parameters", [])],
        body=list(_fields(media.get("schema", {}), schemas)),
        example=_written(media.get("example")),
        answers=answers,
        shown=list(_fields(_first(good).get("schema", {}), schemas)),
    )


def _answer(description: Schema, status: str, given: Schema) -> Answer:
    one = given
    if "$ref" in given:
        one = description["components"]["responses"][given["$ref"].rsplit("/", 1)[-1]]
    # A refusal's example is the same everywhere: it stands at the head of the page.
    example = "" if "$ref" in given else _written(_first(one).get("example"))
    return Answer(status, one["description"], example)


def _parameter(given: Schema, schemas: Schema) -> Field:
    kind = _kind(given["schema"], schemas)
    place = PLACES[given["in"]]
    return Field(
        given["name"], place, kind, given.get("required", False), _lines(given.get("description", ""))
    )


def _fields(schema: Schema, schemas: Schema, before: str = "", depth: int = 0) -> Iterator[Field]:
    """The fields of an object, those of its parts behind them."""
    shape, depth = _resolved(schema, schemas), depth + 1
    if shape.get("type") == "array":
        yield from _fields(shape["items"], schemas, f"{before}[]", depth)
        return
    if depth > DEEPEST:
        return
    for name, inner in shape.get("properties", {}).items():
        place = f"{before}.{name}" if before else name
        told = inner.get("description") or _resolved(inner, schemas).get("description", "")
        yield Field(place, "", _kind(inner, schemas), name in shape.get("required", []), _lines(told))
        yield from _fields(inner, schemas, place, depth)
    more = shape.get("additionalProperties")
    if isinstance(more, dict):
        yield from _fields(more, schemas, f"{before}.*", depth)


def _kind(schema: Schema, schemas: Schema) -> str:
    shape = _resolved(schema, schemas)
    for several in ("oneOf", "anyOf"):
        if several in shape:
            return " 或 ".join(dict.fromkeys(_kind(one, schemas) for one in shape[several]))
    if "const" in shape:
        return str(shape["const"])
    given = shape.get("type", [])
    kinds = given if isinstance(given, list) else [given]
    return " 或 ".join(FORMATS.get(shape.get("format", ""), KINDS[kind]) for kind in kinds) or "任意"


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    """The schema that a reference names; of something or null, the something."""
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
        elif len(schema.get("allOf", [])) == 1:
            schema = schema["allOf"][0]
        elif len(real := [one for one in schema.get("oneOf", []) if one.get("type") != "null"]) == 1:
            schema = real[0]
        else:
            return schema


def _first(body: Schema) -> Schema:
    return next(iter(body.get("content", {}).values()), {})


def _lines(told: str) -> list[str]:
    return [line.removeprefix("* ").replace("`", "") for line in told.splitlines() if line.strip()]


def _written(example: Any) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)
