"""One example of each request and answer, put together from fixed values by the names of the fields.

`Component.field` goes before `field`; enums give their first code, dates and numbers have values of their own. A text
that stands in no table is a fault of the tables, which a test finds.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.drainage import warn

from api.schema.field_words import plain_name
from api.schema.sample_values import BY_FIELD, CURSOR_SAMPLE

Schema = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_BY_FORMAT = {
    "date-time": "2026-03-02T10:15:00+08:00",
    "date": "2026-03-02",
    "uuid": "7f0c2b9e-5d3a-4c1f-9a57-2f6f0f6f8c11",
    "uri": "https://erp.example.com/crane/events/",
    "binary": "(文件内容)",
    "email": "person@example.com",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
_BY_TYPE: dict[str, Any] = {"integer": 7, "number": 1.5, "boolean": True, "null": None}


def with_samples(result: Schema) -> None:
    """Put an example at each body of a request and of an answer that has none yet."""
    parts = result["components"]["schemas"]
    for path in result["paths"].values():
        for operation in (path[method] for method in _METHODS if method in path):
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                for kind, media in body.get("content", {}).items():
                    if (
                        "json" in kind
                        and "example" not in media
                        and "examples" not in media
                        and media.get("schema")
                    ):
                        media["example"] = sample(media["schema"], parts)


def sample(schema: Schema, parts: Schema, name: str = "", owner: str = "") -> Any:
    """An example that the schema allows. Warns of what no table knows; `spectacular --fail-on-warn` refuses that."""
    for known in (f"{plain_name(owner)}.{name}", name):
        if known in BY_FIELD and _fits(BY_FIELD[known], schema, parts):
            return BY_FIELD[known]
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return _of_component(schema["$ref"].rsplit("/", 1)[-1], parts)
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], parts, name, owner)
    if "enum" in schema:
        return next((value for value in schema["enum"] if value not in ("", None)), schema["enum"][0])
    return _of_type(schema, parts, name, owner)


def _of_component(owner: str, parts: Schema) -> Any:
    if plain_name(owner) in BY_FIELD:
        return BY_FIELD[plain_name(owner)]
    if owner.endswith("Page") and "next" in parts[owner].get("properties", {}):
        items = parts[owner]["properties"]["items"]["items"]
        return {"items": [sample(items, parts)], "next": CURSOR_SAMPLE}
    return sample(parts[owner], parts, "", owner)


def _of_type(schema: Schema, parts: Schema, name: str, owner: str) -> Any:
    given = schema.get("type")
    kind = given[0] if isinstance(given, list) else given
    if kind == "object":
        fields = schema.get("properties", {})
        if not fields:
            return _unknown(owner, name, {})
        return {field: sample(shape, parts, field, owner) for field, shape in fields.items()}
    if kind == "array":
        return [sample(schema["items"], parts, name, owner)]
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    return _unknown(owner, name, "…")


def _unknown(owner: str, name: str, value: Any) -> Any:
    warn(f"no example for {plain_name(owner)}.{name}: add it to BY_FIELD in api/schema/sample_values.py")
    return value


def _fits(value: Any, schema: Schema, parts: Schema) -> bool:
    """Whether a value of the tables is of the schema's kind: the same name may be a text here and a record there."""
    if "$ref" in schema:
        return _fits(value, parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return any(_fits(value, one, parts) for one in schema[several])
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, dict) and not set(schema.get("required", [])) <= value.keys():
        return False
    given = schema.get("type", [])
    kinds = given if isinstance(given, list) else [given]
    return not kinds or any(type(value) in _TYPES.get(kind, ()) for kind in kinds)
