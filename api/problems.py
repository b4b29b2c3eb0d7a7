"""Refusals as RFC 9457 problems: a stable code for programs, a Chinese sentence for people, the fields' paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from ground.errors import RuleBroken

PREFIX = "/api/v1/"
CONTENT_TYPE = "application/problem+json"
MISSING = "没有找到该记录，或此账号(密钥)无权查看。"
NO_LOGIN = "请在 Authorization 请求头中给出接口密钥，或先登录。"
INVALID = "请求内容有误，没有保存。请按 errors 中的提示逐项修改后重新提交。"
BAD_JSON = "请求体不是正确的 JSON。"
TOO_OFTEN = "调用过于频繁，请在 {seconds} 秒后再试。"
NO_PAGE_MARK = "请求缺少页面令牌(X-CSRFToken)，没有办理。自有系统请改用接口密钥；浏览器请刷新页面后再试。"
STALE_MATCH = "记录在您读取之后已有变化，您的操作没有生效。请重新读取，核对最新内容后，用新的 ETag 再提交。"


class CsrfFailed(exceptions.PermissionDenied):
    """A step of a browser's session without the page's token."""


class Problem(exceptions.APIException):
    """A refusal of the interface itself: a missing header, an unknown filter, a key used twice.

    `errors` are the faults by field: each with code, detail and path.
    """

    def __init__(
        self, status: int, code: str, detail: str, *, errors: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.problem_code, self.sentence, self.errors = code, detail, errors or []


def problem(status: int, code: str, detail: str, *, path: str = "", errors: Any = ()) -> Response:
    """The answer; `errors` always there, so that a program reads one place."""
    faults = list(errors) or ([{"code": code, "detail": detail, "path": path}] if path else [])
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail, "errors": faults}
    return Response(body, status=status, content_type=CONTENT_TYPE)


def plain_problem(status: int, code: str, detail: str) -> HttpResponse:
    """The same for what is refused before any view of the interface is reached."""
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail, "errors": []}
    return JsonResponse(
        body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """What a view raised, as a problem; None for what nobody foresaw (it becomes a 500)."""
    response = _answer(error, with_match=_has_match(context))
    if response is not None and isinstance(error, exceptions.APIException):
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(int(wait))
    return response


def _answer(error: Exception, *, with_match: bool) -> Response | None:
    if isinstance(error, RuleBroken):
        if error.code == "stale" and with_match:
            return problem(412, "precondition_failed", STALE_MATCH)
        return problem(error.status, error.code, error.message, path=error.path, errors=_findings(error))
    if isinstance(error, Http404 | exceptions.NotFound):
        return problem(404, "not_found", MISSING)
    if isinstance(error, CsrfFailed):
        return problem(403, "csrf_failed", NO_PAGE_MARK)
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return problem(403, "not_allowed", str(getattr(error, "detail", "") or "您没有此项权限。"))
    return _of_framework(error) if isinstance(error, exceptions.APIException) else None


def _findings(error: RuleBroken) -> list[dict[str, str]]:
    """What the rules found, where a submission is refused for several things at once."""
    return [
        {"code": found.code, "detail": found.sentence, "path": found.path}
        for found in getattr(error, "findings", ())
    ]


def _of_framework(error: exceptions.APIException) -> Response:
    if isinstance(error, Problem):
        return problem(error.status_code, error.problem_code, error.sentence, errors=error.errors)
    if isinstance(error, exceptions.ValidationError):
        return problem(422, "invalid", INVALID, errors=_faults(error.get_full_details()))
    if isinstance(error, exceptions.NotAuthenticated):
        return problem(401, "login_needed", NO_LOGIN)
    if isinstance(error, exceptions.Throttled):
        return problem(429, "too_often", TOO_OFTEN.format(seconds=int(getattr(error, "wait", None) or 60)))
    if isinstance(error, exceptions.ParseError):
        return problem(400, "bad_json", BAD_JSON)
    return problem(error.status_code, str(error.default_code), str(error.detail))


def faults_of(error: exceptions.ValidationError) -> list[dict[str, str]]:
    """A serializer's errors, flat: each with code, detail and the path of its field."""
    return list(_faults(error.get_full_details()))


def _faults(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """A serializer's errors, flat: each with the path of its field."""
    if isinstance(details, list):
        for place, item in enumerate(details):
            leaf = isinstance(item, dict) and set(item) == {"message", "code"}
            yield from _faults(item, path if leaf else f"{path}[{place}]")
    elif set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield {"code": str(details["code"]), "detail": str(details["message"]), "path": path}
    else:
        for name, item in details.items():
            yield from _faults(item, _within(path, name))


def _within(path: str, name: str | int) -> str:
    """The path of a field, or of a place in a list, of what `path` names."""
    if isinstance(name, int):
        return f"{path}[{name}]"
    return path if name == "non_field_errors" else ".".join(part for part in (path, name) if part)


def _has_match(context: dict[str, Any]) -> bool:
    request = context.get("request")
    return bool(request is not None and request.headers.get("If-Match"))
