"""The console's pages of the reports. Importing this package registers them; `reports.admin` does so."""

from __future__ import annotations

from ground.console import add_tiles, add_view
from reports.console.bulletin import bulletin, bulletins, kept_bulletin
from reports.console.names import cases, export_cases, export_machines, machines
from reports.console.pages import cases_page, export_report, progress_page, safety_page
from reports.console.tiles import report_tiles
from reports.console.urging import export_firms, urging, urging_confirm, urging_send

add_view("reports/", progress_page, "report_progress")
add_view("reports/renewals/", cases_page, "report_of_cases")
add_view("reports/safety/", safety_page, "report_safety")
add_view("reports/bulletin/", bulletin, "report_bulletin")
add_view("reports/bulletins/", bulletins, "report_bulletins")
add_view("reports/bulletins/<int:pk>/bulletin/", kept_bulletin, "report_bulletin_kept")
add_view("reports/<slug:key>/export/", export_report, "report_export")
add_view("reports/names/machines/", machines, "report_machines")
add_view("reports/names/machines/export/", export_machines, "report_machines_export")
add_view("reports/names/cases/", cases, "report_cases")
add_view("reports/names/cases/export/", export_cases, "report_cases_export")
add_view("reports/urging/", urging, "report_urging")
add_view("reports/urging/confirm/", urging_confirm, "report_urging_confirm")
add_view("reports/urging/send/", urging_send, "report_urging_send")
add_view("reports/urging/firms/export/", export_firms, "report_urging_export")
add_tiles(report_tiles, first=True)
