"""Addresses of the register and of the renewals."""

from __future__ import annotations

from django.urls import include, path

from renewals import views
from renewals.batch import views as batch_views
from renewals.batch.urls import urlpatterns as batch_urls
from renewals.phone.urls import desk_urls

app_name = "renewals"

urlpatterns = [
    path("devices/", views.registered, name="registered"),
    path("devices/<int:pk>/renewal/", views.start, name="registered_start"),
    path("devices/<int:pk>/renewal/check/", views.check_first, name="registered_check"),
    path("devices/export/", views.export_registered, name="registered_export"),
    path("devices/batch/", batch_views.start_registered, name="registered_batch"),
    path("session/", views.session, name="session"),
    path("renewals/", views.entries, name="entries"),
    path("renewals/export/", views.export_entries, name="entries_export"),
    path("renewals/<str:reference>/", views.detail, name="entries_detail"),
    path("renewals/<str:reference>/edit/", views.edit, name="entries_edit"),
    path("renewals/<str:reference>/check/", views.check, name="entries_check"),
    path("renewals/<str:reference>/autosave/", views.autosave, name="entries_autosave"),
    path("renewals/<str:reference>/values/", views.values_to_copy, name="entries_values"),
    path("renewals/<str:reference>/submit/", views.submit, name="entries_submit"),
    path("renewals/<str:reference>/withdraw/", views.withdraw, name="entries_withdraw"),
    path(
        "renewals/<str:reference>/request-withdrawal/",
        views.ask_withdrawal,
        name="entries_request_withdrawal",
    ),
    path("renewals/<str:reference>/void/", views.void, name="entries_void"),
    path("renewals/<str:reference>/rating/", views.rate, name="entries_rating"),
    path("renewals/<str:reference>/print/", views.print_form, name="print_form"),
    path("renewals/<str:reference>/receipt/", views.print_receipt, name="print_receipt"),
    path("prints/forms/", views.print_forms, name="print_forms"),
    path("prints/summary/", views.print_summary, name="print_summary"),
    path("history/", views.history, name="history"),
    path("history/export/", views.export_history, name="history_export"),
    path("batches/", include(batch_urls)),
    *desk_urls,
]
