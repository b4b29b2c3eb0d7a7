"""Addresses of machine records; the register with its 换证进度 is the renewals' page."""

from __future__ import annotations

from django.urls import path

from devices import views
from devices.recognised import page

app_name = "devices"

urlpatterns = [
    path("unapproved/", views.unapproved, name="unapproved"),
    path("unapproved/add/", views.add, name="unapproved_add"),
    path("unapproved/export/", views.export_unapproved, name="unapproved_export"),
    path("recognise/", page.recognise, name="recognise"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="unapproved_edit"),
    path("<int:pk>/delete/", views.delete, name="unapproved_delete"),
    path("<int:pk>/submit/", views.submit, name="unapproved_submit"),
    path("<int:pk>/withdraw/", views.withdraw, name="unapproved_withdraw"),
]
