"""Addresses of certificates: the firm's list, the files, and the public check."""

from __future__ import annotations

from django.urls import path

from certificates import public_views, views

app_name = "certificates"

urlpatterns = [
    path("portal/certificates/", views.certificates, name="list"),
    path("portal/certificates/export/", views.export_certificates, name="export"),
    path("certificates/<int:pk>/file/", views.file, name="file"),
    path("certificates/bundle/", views.bundled, name="bundle"),
    path("certificates/archive/<str:reference>/", views.archived, name="archive"),
    path("certificates/plates/", views.plates, name="plates"),
    path("verify/", public_views.verify, name="verify"),
    path("verify/file/", public_views.verify_file, name="verify_file"),
    path("verify/<str:token>/", public_views.verify_plate, name="verify_plate"),
]
