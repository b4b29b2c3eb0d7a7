"""Addresses of 接口密钥 in the portal; the interface's own stand in zhongshan_crane/api_urls.py."""

from __future__ import annotations

from django.urls import path

from api import pages

app_name = "keys"

urlpatterns = [
    path("", pages.firms_keys, name="list"),
    path("new/", pages.firms_new, name="new"),
    path("<int:pk>/", pages.firms_one, name="one"),
    path("<int:pk>/revoke/", pages.firms_revoke, name="revoke"),
]
