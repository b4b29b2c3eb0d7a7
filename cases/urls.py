"""Public addresses of 疑似问题; they stand before the plates', whose token would take them."""

from __future__ import annotations

from django.urls import path

from cases import views

app_name = "cases"

urlpatterns = [
    path("verify/report/", views.report_problem, name="report"),
    path("verify/cases/", views.look_up, name="look_up"),
]
