"""Refusals, headers and where each of them occurs: the parts that operations refer to."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

Schema = dict[str, Any]
PROBLEM = "application/problem+json"

MEANINGS = {
    400: "请求头、查询条件或 JSON 有误",
    401: "没有登录，或接口密钥无效",
    403: "角色或密钥的权限不够",
    404: "没有该记录，或无权查看",
    406: "只提供 JSON，与 Accept 请求头不符",
    409: "此步骤现在不适用，或 Idempotency-Key 已用于其他请求",
    412: "If-Match 与记录的最新版本不一致",
    413: "请求体过长",
    415: "请求体的类型不支持",
    422: "内容不符合规则，errors 逐项说明",
    428: "缺少 If-Match",
    429: "调用过于频繁，请按 Retry-After 等待",
    503: "系统维护或暂时无法办理，请按 Retry-After 等待",
}
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
HEADERS: dict[str, Schema] = {
    "ETag": {
        "description": "记录的版本，修改、删除和办理时放进 If-Match。它不随关联内容(期限、进度等)变化，读取不答复 304。",
        "required": True,
        "schema": {**_TEXT, "pattern": '^"r[0-9]{1,9}"$'},
    },
    "MarkETag": {
        "description": "记录内容的标记，每次修改后不同；修改时放进 If-Match。",
        "required": True,
        "schema": {**_TEXT, "pattern": '^"[0-9a-f]{32}"$'},
    },
    "CatalogueETag": {
        "description": "参数目录内容的标记，内容变化才变化；再次读取时放进 If-None-Match。",
        "required": True,
        "schema": {**_TEXT, "pattern": '^"[^"]+"$'},
    },
    "FileETag": {
        "description": "文件的 SM3。再次下载时放进 If-None-Match。",
        "required": True,
        "schema": {**_TEXT, "pattern": '^"[0-9a-f]{64}"$'},
    },
    "FileContentDisposition": {"description": "显示还是另存，以及文件名", "schema": _TEXT},
    "Location": {"description": "新记录的地址", "required": True, "schema": _TEXT},
    "Idempotency-Replayed": {
        "description": "true：这是先前同一 Idempotency-Key 的答复，没有再次办理。",
        "schema": {**_TEXT, "enum": ["true"]},
    },
    "RateLimit-Limit": {"description": "每分钟可调用的次数", "required": True, "schema": _COUNT},
    "RateLimit-Remaining": {"description": "本分钟还可调用的次数", "required": True, "schema": _COUNT},
    "RateLimit-Reset": {"description": "多少秒后重新计数", "required": True, "schema": _COUNT},
    "Retry-After": {"description": "多少秒后再试", "required": True, "schema": _COUNT},
    "WWW-Authenticate": {"description": "登录方式", "required": True, "schema": _TEXT},
}
FILE_HEADERS: Schema = {
    "ETag": {"$ref": "#/components/headers/FileETag"},
    "Content-Disposition": {"$ref": "#/components/headers/FileContentDisposition"},
}
LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_OF_PROBLEM = {401: ("WWW-Authenticate",), 429: (*LIMITS, "Retry-After"), 503: ("Retry-After",)}
_SENTENCE: Schema = {"type": "string", "description": "说明原因和下一步的中文句子"}
_CODE: Schema = {"type": "string", "description": "供程序判断的代码，不随文字变化"}
SCHEMAS: dict[str, Schema] = {
    "Fault": {
        "type": "object",
        "description": "一处错误",
        "properties": {
            "code": _CODE,
            "detail": _SENTENCE,
            "path": {
                "type": "string",
                "description": "所在字段，例如 parameters.rated_load_moment；空为整体",
            },
        },
        "required": ["code", "detail", "path"],
    },
    "Problem": {
        "type": "object",
        "description": "拒绝(RFC 9457)。没有任何内容被改变。",
        "properties": {
            "type": {"type": "string", "description": "固定为 about:blank"},
            "status": {"type": "integer", "description": "HTTP 状态码"},
            "code": _CODE,
            "detail": _SENTENCE,
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        },
        "required": ["type", "status", "code", "detail", "errors"],
    },
}
SAMPLES = {
    400: ("bad_limit", "limit 应为 1 至 100 的整数。"),
    401: ("login_needed", "请在 Authorization 请求头中给出接口密钥，或先登录。"),
    403: (
        "scope_missing",
        "此接口密钥没有“查看设备与入库资料”(devices:read)的权限，请由企业管理员新建一个勾选了该权限的密钥。",
    ),
    404: ("not_found", "没有找到该记录，或此账号(密钥)无权查看。"),
    406: ("not_acceptable", "接口只提供 application/json。"),
    409: ("idempotency_key_reused", "此 Idempotency-Key 已用于内容不同的请求。请为新的请求换一个。"),
    412: (
        "precondition_failed",
        "记录在您读取之后已有变化，您的操作没有生效。请重新读取，核对最新内容后，用新的 ETag 再提交。",
    ),
    413: ("body_too_long", "提交的内容超过 1 MB，没有接收。请减少内容后再试。"),
    415: ("unsupported_media_type", "请求体应为 application/json。"),
    422: ("invalid", "请求内容有误，没有保存。请按 errors 中的提示逐项修改后重新提交。"),
    428: ("if_match_missing", "请用 If-Match 请求头给出您读取时的 ETag，以免覆盖他人刚做的修改。"),
    429: ("too_often", "调用过于频繁，请在 12 秒后再试。"),
    503: ("out_of_service", "系统正在维护，暂停办理。"),
}


class FaultSerializer(serializers.Serializer[Any]):
    """One fault: a code for programs, a sentence for people, the path of its field (empty: the whole)."""

    code = serializers.CharField()
    detail = serializers.CharField()
    path = serializers.CharField(allow_blank=True)


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal, for views that name one of their own; its component is that of `SCHEMAS`."""

    type = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


def statuses_of(method: str, *, one: bool, matched: bool) -> list[int]:
    """The refusals that an operation knows: `one` names a record in its address, `matched` takes If-Match."""
    found = {400, 401, 403, 406, 429, 503}
    if one:
        found.add(404)
    if method != "GET":
        found |= {409, 413, 415, 422}
    if matched:
        found.add(412)
    if matched and method != "POST":
        found.add(428)
    return sorted(found)


def headers(*names: str) -> Schema:
    """References to those headers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def responses() -> dict[str, Schema]:
    """The components of all refusals, `Problem400` and so on, each with its example."""
    return {f"Problem{status}": _response(status) for status in MEANINGS}


def reference(status: int) -> Schema:
    """An operation's reference to a refusal."""
    return {"$ref": f"#/components/responses/Problem{status}"}


def _response(status: int) -> Schema:
    code, detail = SAMPLES[status]
    faults = (
        [{"code": "required", "detail": "请填写规格型号。", "path": "device.model"}] if status == 422 else []
    )
    sample = {"type": "about:blank", "status": status, "code": code, "detail": detail, "errors": faults}
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": sample}}
    found: Schema = {"description": MEANINGS[status], "content": content}
    if names := _OF_PROBLEM.get(status):
        found["headers"] = headers(*names)
    return found
