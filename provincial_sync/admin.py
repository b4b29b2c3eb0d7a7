"""省网交互记录 in the console: every request to the province, to read; uploads have pages of their own."""

from __future__ import annotations

from django.contrib import admin

from accounts.console_permissions import ByPolicy
from accounts.policies import Action
from provincial_sync import console  # noqa: F401 (registers the office's pages)
from provincial_sync.models import Exchange


@admin.register(Exchange)
class ExchangeAdmin(ByPolicy):
    """Searched by the request's id, ours or the province's."""

    views = Action.VIEW_UPLOADS
    list_display = ("at", "operation", "path", "http_status", "code", "message", "milliseconds")
    list_filter = ("operation",)
    search_fields = ("=request_id", "=province_request_id")
    search_help_text = "本网或省网的请求编号"
    ordering = ("-at", "-id")
    fields = (
        "at",
        "operation",
        "method",
        "path",
        "http_status",
        "code",
        "message",
        "request_id",
        "province_request_id",
        "milliseconds",
    )
