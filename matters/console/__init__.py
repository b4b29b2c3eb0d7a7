"""The office's pages of 企业事项: queue, review, register, 须在省网办理, and their figures.

Importing this package registers them; `matters.admin` does so when the admin discovers its apps.
"""

from __future__ import annotations

from ground.console import add_counts, add_tiles, add_view
from matters.console.errands import close_one, errands
from matters.console.figures import matter_tiles, waiting_counts
from matters.console.lists import queue, register
from matters.console.review import MatterReview, matter_viewing

add_view("matters/queue/", queue, "matter_queue")
add_view("matters/", register, "matter_register")
add_view("matters/province/", errands, "province_errands")
add_view("matters/province/<int:pk>/close/", close_one, "province_errand_close")
add_view("matters/<str:reference>/review/", MatterReview.as_view(), "matter_review")
add_view("matters/<str:reference>/viewing/", matter_viewing, "matter_viewing")
add_tiles(matter_tiles)
add_counts(waiting_counts)
