"""Addresses of messages and the guide."""

from __future__ import annotations

from django.urls import path

from inbox import views
from inbox.webhooks import views as webhooks

app_name = "inbox"

urlpatterns = [
    path("portal/messages/", views.messages, name="messages"),
    path("portal/messages/<int:pk>/", views.open_message, name="open"),
    path("portal/messages/settings/", views.settings, name="messages_settings"),
    path("portal/messages/read/", views.read_all, name="read_all"),
    path("portal/guide/", views.guide, name="guide"),
    path("portal/webhooks/", webhooks.subscriptions, name="webhooks"),
    path("portal/webhooks/new/", webhooks.new, name="webhooks_new"),
    path("portal/webhooks/<int:pk>/", webhooks.one, name="webhook"),
    path("portal/webhooks/<int:pk>/change/", webhooks.change, name="webhook_change"),
    path("portal/webhooks/<int:pk>/switch/", webhooks.switch, name="webhook_switch"),
    path("portal/webhooks/<int:pk>/secret/", webhooks.secret, name="webhook_secret"),
    path("portal/webhooks/<int:pk>/test/", webhooks.test, name="webhook_test"),
    path("portal/webhooks/<int:pk>/redeliver/", webhooks.redeliver, name="webhook_redeliver"),
    path("portal/webhooks/<int:pk>/delete/", webhooks.delete, name="webhook_delete"),
]
