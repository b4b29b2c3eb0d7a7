"""Addresses of messages and the guide."""

from __future__ import annotations

from django.urls import path

from inbox import views

app_name = "inbox"

urlpatterns = [
    path("portal/messages/", views.messages, name="messages"),
    path("portal/messages/<int:pk>/", views.open_message, name="open"),
    path("portal/messages/settings/", views.settings, name="messages_settings"),
    path("portal/messages/read/", views.read_all, name="read_all"),
    path("portal/guide/", views.guide, name="guide"),
]
