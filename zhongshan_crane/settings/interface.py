"""/api/v1/: Django REST framework, its schema, the limits of keys."""

from __future__ import annotations

from typing import Any

from .environment import env

# How many calls a key or a person may make in a minute, how many files among them, how many days a key may last, how many usable ones a firm may have.
API_PER_MINUTE = env.int("API_PER_MINUTE", default=600)
API_FILES_PER_MINUTE = env.int("API_FILES_PER_MINUTE", default=120)
API_KEY_DAYS = env.int("API_KEY_DAYS", default=366)
API_KEYS_MOST = env.int("API_KEYS_MOST", default=20)
# How long the answer to a POST with an Idempotency-Key is given again.
API_ANSWERS_KEPT_HOURS = env.int("API_ANSWERS_KEPT_HOURS", default=24)
# How long the results of a job are kept after its end.
API_JOBS_KEPT_DAYS = env.int("API_JOBS_KEPT_DAYS", default=30)

# 事件推送. Whether http:// and addresses of the inner network may be called: for trials alone, never in production.
WEBHOOK_ALLOW_INTERNAL = env.bool("WEBHOOK_ALLOW_INTERNAL", default=False)
# Seconds for one attempt in all; minutes between the tries, the last repeats; hours after which it is given up.
WEBHOOK_TIMEOUT_SECONDS = env.float("WEBHOOK_TIMEOUT_SECONDS", default=10.0)
WEBHOOK_RETRY_MINUTES = env.list("WEBHOOK_RETRY_MINUTES", cast=float, default=[1.0, 5.0, 30.0, 120.0, 360.0])
WEBHOOK_HOURS = env.float("WEBHOOK_HOURS", default=72.0)
# How long claimed rows are one worker's, above CELERY_TASK_TIME_LIMIT.
WEBHOOK_LEASE_SECONDS = env.float("WEBHOOK_LEASE_SECONDS", default=150.0)
# Failed attempts in a row after which a subscription is paused; subscriptions of one firm; days that deliveries are kept.
WEBHOOK_PAUSE_AFTER = env.int("WEBHOOK_PAUSE_AFTER", default=20)
WEBHOOKS_MOST = env.int("WEBHOOKS_MOST", default=10)
WEBHOOK_KEEP_DAYS = env.int("WEBHOOK_KEEP_DAYS", default=30)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.KeyAuthentication",
        "api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.Allowed"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.PerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSON"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.HouseSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS names the methods; what they take stands in the description
    "EXCEPTION_HANDLER": "api.problems.answer",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "中山市建筑起重机械安全监控管理系统 开放接口",
    "DESCRIPTION": (
        "企业自有系统办理换证、审批办工具读取台账用的接口。规则、校验和提示与页面相同。\n\n"
        "登录：`Authorization: Bearer` 加企业管理员在“接口密钥”中新建的密钥。"
        "拒绝一律为 `application/problem+json`，`errors` 逐项给出字段和原因。"
        "列表为 `{items, next}`，`next` 是下一页的 cursor。"
        "修改和删除须用 `If-Match` 给出读取时的 ETag；POST 可用 `Idempotency-Key` 安全重发。"
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["api.schema.finish.finish", "inbox.webhooks.described.describe"],
}
