"""Addresses of 企业事项 in the portal."""

from __future__ import annotations

from django.urls import path

from matters import views

app_name = "matters"

urlpatterns = [
    path("", views.matters, name="list"),
    path("export/", views.export_matters, name="export"),
    path("new/", views.choose, name="list_choose"),
    path("new/<str:kind>/", views.start, name="list_start"),
    path("<str:reference>/", views.detail, name="detail"),
    path("<str:reference>/edit/", views.edit, name="edit"),
    path("<str:reference>/submit/", views.submit, name="submit"),
    path("<str:reference>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:reference>/void/", views.void, name="void"),
    path("<str:reference>/resume/", views.resume_exchange, name="resume"),
    path("<str:reference>/confirm/", views.confirm, name="confirm"),
    path("<str:reference>/decline/", views.decline, name="decline"),
    path("<str:reference>/papers/<int:pk>/", views.paper, name="paper"),
]
