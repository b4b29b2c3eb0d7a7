"""Addresses of 扫码传图: `desk_urls` below /portal/, the phone's below /u/."""

from __future__ import annotations

from django.urls import path

from renewals.phone.views import desk, phone

app_name = "phone"

desk_urls = [
    path("renewals/<str:reference>/phone/", desk.of_renewal, name="entries_phone"),
    path("devices/<int:pk>/phone/", desk.of_device, name="device_phone"),
    path("enterprise/phone/", desk.of_enterprise, name="enterprise_phone"),
    path("batches/<int:pk>/phone/", desk.of_batch, name="batches_phone"),
    path("phone/<int:pk>/arrived/", desk.arrived, name="phone_arrived"),
    path("phone/<int:pk>/end/", desk.end, name="phone_end"),
]

urlpatterns = [
    path("<str:token>/", phone.page, name="page"),
    path("<str:token>/uploads/", phone.begin_upload, name="uploads"),
    path("<str:token>/uploads/<str:upload>/", phone.upload, name="upload"),
    path("<str:token>/m/<int:machine>/", phone.page, name="machine"),
    path("<str:token>/m/<int:machine>/uploads/", phone.begin_upload, name="machine_uploads"),
    path("<str:token>/m/<int:machine>/uploads/<str:upload>/", phone.upload, name="machine_upload"),
]
