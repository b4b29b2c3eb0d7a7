"""The office's pages of 企业事项: queue, review, register, 须在省网办理, and their figures.

Importing this package registers them; `matters.admin` does so when the admin discovers its apps.
"""

from __future__ import annotations

from ground.console import add_counts, add_tiles, add_view
from matters.console.corrections import corrections, export_corrections
from matters.console.errands import close_one, errands
from matters.console.figures import matter_tiles, waiting_counts
from matters.console.lists import queue, register
from matters.console.office import file_one, take_one_back
from matters.console.review import matter_viewing, review

add_view("matters/queue/", queue, "matter_queue")
add_view("matters/", register, "matter_register")
add_view("matters/province/", errands, "province_errands")
add_view("matters/province/<int:pk>/close/", close_one, "province_errand_close")
add_view("matters/corrections/", corrections, "number_corrections")
add_view("matters/corrections/export/", export_corrections, "number_corrections_export")
add_view("matters/file/<str:kind>/<int:pk>/", file_one, "matter_file")
add_view("matters/<str:reference>/take-back/", take_one_back, "matter_take_back")
add_view("matters/<str:reference>/review/", review, "matter_review")
add_view("matters/<str:reference>/viewing/", matter_viewing, "matter_viewing")
add_tiles(matter_tiles)
add_counts(waiting_counts)
