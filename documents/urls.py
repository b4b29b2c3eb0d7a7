"""Addresses of stored files below /files/, the same for portal and console."""

from __future__ import annotations

from django.urls import path

from documents import views

app_name = "documents"

urlpatterns = [
    path("staged/<str:token>", views.staged, name="staged"),
    path("uploads/", views.begin_upload, name="uploads"),
    path("uploads/<str:token>/", views.upload, name="upload"),
    path("<int:pk>/<str:name>", views.file, name="file"),
]
