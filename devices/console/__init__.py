"""The office's pages of machines: 入库待办 and the intake review.

Importing this package registers them; `devices.admin` does so when the admin discovers its apps.
"""

from __future__ import annotations

from devices.console.queue import intake_queue
from devices.console.review import IntakeReview, intake_viewing, paper
from ground.console import add_view

add_view("intake/queue/", intake_queue, "intake_queue")
add_view("intake/<int:pk>/review/", IntakeReview.as_view(), "intake_review")
add_view("intake/<int:pk>/viewing/", intake_viewing, "intake_viewing")
add_view("papers/<int:pk>/", paper, "paper")
