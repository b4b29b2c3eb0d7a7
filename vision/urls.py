"""Addresses of pieces of papers below /files/crops/, the same for portal and console."""

from __future__ import annotations

from django.urls import path

from vision import views

app_name = "vision"

urlpatterns = [path("<str:token>", views.crop, name="crop")]
