"""The office's pages for renewals: queue, review, 任务历史, and the figures of the workbench.

Importing this package registers them; `renewals.admin` does so when the admin discovers its apps.
"""

from __future__ import annotations

from ground.console import add_counts, add_panels, add_tiles, add_view
from renewals.console.accepting_many import accept_many, accept_many_confirmed, accepted_many
from renewals.console.agreement import renewal_agreement, renewal_overrule
from renewals.console.calendar import review_calendar
from renewals.console.history import export_task_history, task_history
from renewals.console.queue import renewal_queue, second_queue, withdrawal_queue
from renewals.console.ratings import rating, rating_counts, rating_tiles, ratings
from renewals.console.review import RenewalReview, renewal_viewing
from renewals.console.tiles import waiting_counts, workbench_tiles
from renewals.console.workbench import workbench_panels

add_view("renewals/queue/", renewal_queue, "renewal_queue")
add_view("renewals/second/", second_queue, "second_queue")
add_view("renewals/withdrawals/", withdrawal_queue, "withdrawal_queue")
add_view("renewals/<str:reference>/review/", RenewalReview.as_view(), "renewal_review")
add_view("renewals/<str:reference>/viewing/", renewal_viewing, "renewal_viewing")
add_view("renewals/<str:reference>/agreement/", renewal_agreement, "renewal_agreement")
add_view("renewals/<str:reference>/agreement/overrule/", renewal_overrule, "renewal_overrule")
add_view("renewals/accept-many/", accept_many, "accept_many")
add_view("renewals/accept-many/confirmed/", accept_many_confirmed, "accept_many_confirmed")
add_view("renewals/accept-many/<int:pk>/", accepted_many, "accepted_many")
add_view("history/", task_history, "task_history")
add_view("history/export/", export_task_history, "task_history_export")
add_view("ratings/", ratings, "ratings")
add_view("ratings/<int:pk>/", rating, "rating")
add_view("calendar/", review_calendar, "review_calendar")
add_panels(workbench_panels)
add_tiles(workbench_tiles)
add_tiles(rating_tiles)
add_counts(waiting_counts)
add_counts(rating_counts)
