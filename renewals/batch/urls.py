"""Addresses of 批量换证, all below /portal/batches/."""

from __future__ import annotations

from django.urls import path

from renewals.batch import views
from renewals.batch.papers import views as papers
from renewals.batch.recognised import views as recognised

urlpatterns = [
    path("", views.batches, name="batches"),
    path("start/", views.start, name="batches_start"),
    path("intake/", views.intake_batches, name="batches_intake"),
    path("intake/start/", views.start_intake, name="batches_start_intake"),
    path("<int:pk>/", views.detail, name="batches_detail"),
    path("<int:pk>/progress/", views.progress, name="batches_progress"),
    path("<int:pk>/workbook/", views.workbook, name="batches_workbook"),
    path("<int:pk>/upload/", views.upload, name="batches_upload"),
    path("<int:pk>/marked/", views.marked, name="batches_marked"),
    path("<int:pk>/make/", views.make, name="batches_make"),
    path("<int:pk>/submit/", views.submit, name="batches_submit"),
    path("<int:pk>/papers/", papers.papers, name="batches_papers"),
    path("<int:pk>/papers/zip/", papers.add_zip, name="batches_add_zip"),
    path("<int:pk>/papers/common/", papers.add_common, name="batches_add_common"),
    path("<int:pk>/readings/", recognised.readings, name="batches_readings"),
    path("<int:pk>/readings/progress/", recognised.reading_progress, name="batches_reading_progress"),
    path("<int:pk>/readings/read/", recognised.read, name="batches_read"),
    path("<int:pk>/readings/take/<int:machine_pk>/", recognised.take, name="batches_take"),
    path("<int:pk>/papers/<int:pack_pk>/", papers.pack, name="batches_pack"),
    path("<int:pk>/papers/<int:pack_pk>/<int:file_pk>/", papers.give_to, name="batches_give"),
]
