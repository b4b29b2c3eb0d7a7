"""The contract as a judge: every JSON answer that the tests receive is held against it."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker

CONTRACT = Path(__file__).resolve().parents[2] / "provincial_sync" / "contract" / "province-api.yaml"

FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """RFC 3339: date, time and offset. The library checks it only with a further package."""
    if not isinstance(value, str):
        return True
    return "T" in value and datetime.fromisoformat(value).utcoffset() is not None


@cache
def document() -> dict[str, Any]:
    """Its patterns are ECMA's: a digit is ASCII, and the end is the very end, unlike in Python."""
    text = CONTRACT.read_text(encoding="utf-8").replace(r"\\d", "[0-9]").replace('$"', r'\\Z"')
    return yaml.safe_load(text)


def errors_of(schema: dict[str, Any], value: Any) -> list[str]:
    """What is wrong with the value; references are looked up in the contract."""
    judge = Draft202012Validator({**document(), **schema}, format_checker=FORMATS)
    return [f"{error.json_path}: {error.message}" for error in judge.iter_errors(value)]


def is_renewal(body: Any) -> bool:
    return not errors_of({"$ref": "#/components/schemas/Renewal"}, body)


def check_answer(operation_id: str, status: int, body: Any) -> None:
    """Fails where the answer is not what the contract promises for this operation and status."""
    errors = errors_of(_answer_schema(operation_id, status), body)
    assert not errors, (operation_id, status, errors)


def _answer_schema(operation_id: str, status: int) -> dict[str, Any]:
    operations = [op for path in document()["paths"].values() for op in path.values() if isinstance(op, dict)]
    answers = next(op for op in operations if op["operationId"] == operation_id)["responses"]
    answer = answers.get(str(status), answers["default"])
    if "$ref" in answer:
        answer = document()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer["content"]["application/json"]["schema"]
