"""Addresses for the look's own tests: every name that the shell links to, answered by the plainest page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

from accounts.models import Enterprise
from inbox.models import Notice
from zhongshan_crane.console import ConsoleSite

COUNTS = {"devices:unapproved": 3, "inbox:messages": 4}


def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "layouts/portal.html", {"nav": COUNTS, "section": request.GET.get("section", "")})


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"notices": Notice.objects.filter(is_published=True)})


class OpenAdmin(admin.ModelAdmin):
    """Anybody whom the site lets in may do anything: what is tried here is the look."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = (
        lambda self, request, obj=None: True
    )


class NoticeAdmin(OpenAdmin):
    list_display = ("title", "published_on", "is_published")
    list_filter = ("is_published",)
    search_fields = ("title",)


console = ConsoleSite()
console.register(Notice, NoticeAdmin)
console.register(Enterprise, OpenAdmin)


def area(prefix: str, namespace: str, *names: str) -> URLResolver:
    pages: list[URLPattern] = [path(f"{name}/", page, name=name) for name in names]
    pages += [path("notices/<int:pk>/", page, name="notice")] if namespace == "public" else []
    return path(f"{prefix}{namespace}/", include((pages, namespace)))


urlpatterns = [
    path("", home),
    path("display/", page, name="display"),
    path("privacy/", page, name="privacy"),
    area("", "public", "notices", "guide", "way"),
    path("console/", console.urls),
    area(
        "",
        "accounts",
        "login",
        "logout",
        "forgotten",
        "people",
        "password_change",
        "me",
        "security",
        "session",
        "session_stay",
        "session_back",
    ),
    area("portal/", "enterprise", "page"),
    area("portal/", "keys", "list"),
    area("portal/", "portal", "home"),
    area("portal/", "devices", "unapproved"),
    area("portal/", "renewals", "registered", "registered_start", "batches", "entries", "history"),
    area("portal/", "matters", "list"),
    area("portal/", "certificates", "list"),
    area("portal/", "inbox", "messages", "guide", "webhooks"),
]
