"""The contract's paths, then the pages."""

from django.urls import include, path, re_path

from mock_province.gate import operation
from mock_province.views import books, certificates, control, files, health, pages, registrations, renewals

api = [
    path("files/<str:sm3>", operation(PUT=files.put_file)),
    path("renewals", operation(POST=renewals.submit_renewal)),
    path("renewals/status-queries", operation(POST=renewals.query_statuses)),
    path("renewals/by-client-ref/<str:client_ref>", operation(GET=renewals.find_by_client_ref)),
    path("certificates/<str:certificate_no>/file", operation(GET=certificates.get_certificate_file)),
    path("registrations", operation(GET=registrations.list_registrations)),
    re_path("", operation()),
]
urlpatterns = [
    path("api/v1/", include(api)),
    path("control/conditions", control.conditions_in_force),
    path("control/ledger", control.ledger_page),
    path("control/registrations", control.registrations),
    path("", books.overview, name="books"),
    *[path(f"books/{name}", books.book, {"name": name}, name=f"book-{name}") for name in books.BOOKS],
    path("verify/<str:certificate_no>", pages.verify, name="verify"),
    path("certificates/<str:certificate_no>", pages.certificate_file, name="certificate-file"),
    path("switches", pages.switches, name="switches"),
    path("registrations/new", pages.add_registration, name="add-registration"),
    path("design/style.css", pages.stylesheet, name="stylesheet"),
    path("healthz", health.healthz),
]
