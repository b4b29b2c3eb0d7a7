"""The office's pages of 疑似问题; importing this package registers them (`cases.admin` does so)."""

from __future__ import annotations

from cases.console.figures import case_counts, case_tiles
from cases.console.lists import cases, export_cases
from cases.console.one import one_case, photo
from ground.console import add_counts, add_tiles, add_view

add_view("cases/", cases, "cases")
add_view("cases/export/", export_cases, "cases_export")
add_view("cases/<str:reference>/", one_case, "case")
add_view("cases/<str:reference>/photos/<int:pk>/", photo, "case_photo")
add_tiles(case_tiles)
add_counts(case_counts)
