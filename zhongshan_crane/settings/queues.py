"""Celery over the Redis protocol: the broker may lose everything, the truth is in the database."""

from __future__ import annotations

from .database import REDIS_URL
from .environment import env

PROVINCE_POLL_SECONDS = env.float("PROVINCE_POLL_SECONDS", default=5.0)
# One pending case is asked after ever longer pauses, at most this many seconds.
PROVINCE_POLL_SLOWEST_SECONDS = env.float("PROVINCE_POLL_SLOWEST_SECONDS", default=900.0)
# Minutes between the tries of a hand-over that failed; the last repeats: a temporary failure never gives up.
UPLOAD_RETRY_MINUTES = env.list("UPLOAD_RETRY_MINUTES", cast=float, default=[1.0, 5.0, 15.0, 60.0])
# How long a claimed upload is one worker's, above CELERY_TASK_TIME_LIMIT: then a dead worker's rows are free.
UPLOAD_LEASE_SECONDS = env.float("UPLOAD_LEASE_SECONDS", default=240.0)

# Failures in a row after which nobody calls the province but one worker that probes, first after so many
# seconds, then ever later, up to the slowest.
PROVINCE_BREAKER_FAILURES = env.int("PROVINCE_BREAKER_FAILURES", default=5)
PROVINCE_BREAKER_SECONDS = env.float("PROVINCE_BREAKER_SECONDS", default=30.0)
PROVINCE_BREAKER_SLOWEST_SECONDS = env.float("PROVINCE_BREAKER_SLOWEST_SECONDS", default=600.0)
# Requests to the province under way at the same moment, in all processes together; 0: no limit.
PROVINCE_MAX_IN_FLIGHT = env.int("PROVINCE_MAX_IN_FLIGHT", default=8)
# How often the feed of registration changes is read on, and how many pages of 100 in one round.
PROVINCE_FEED_SECONDS = env.float("PROVINCE_FEED_SECONDS", default=30.0)
PROVINCE_FEED_PAGES = env.int("PROVINCE_FEED_PAGES", default=20)
# The nightly comparison: from which hour on, what counts as long without an answer, and how many
# certificates' files are read in one night (the oldest look first).
RECONCILE_HOUR = env.int("RECONCILE_HOUR", default=2)
RECONCILE_UNANSWERED_HOURS = env.float("RECONCILE_UNANSWERED_HOURS", default=72.0)
RECONCILE_FILES = env.int("RECONCILE_FILES", default=2000)
# From which hour on the administrators get their daily mail; -1: none.
DIGEST_HOUR = env.int("DIGEST_HOUR", default=8)

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_DEFAULT_QUEUE = "default"  # minutes-long work names the queue "long" itself
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 120, 90  # seconds
# How long tasks at work may go on after SIGTERM; then they go back to the queue, and rows to the next look.
WORKER_STOP_SECONDS = env.float("WORKER_STOP_SECONDS", default=25.0)
CELERY_TASK_PUBLISH_RETRY = False  # a page never waits for a broker that is away: the sweep repairs it
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = 1000  # the default closes the connection around every task: 4.9 x slower
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,  # redelivery after a killed worker in 5.6 s instead of 100 s
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    # A page that publishes while the broker is away goes on after 0.1 s; kombu's own patience is 6 s.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}

_EACH_LOOK = {"schedule": PROVINCE_POLL_SECONDS, "options": {"expires": max(PROVINCE_POLL_SECONDS, 1.0)}}
CELERY_BEAT_SCHEDULE = {
    "hand-over-due": {"task": "provincial_sync.tasks.hand_over_due", **_EACH_LOOK},
    "poll-due": {"task": "provincial_sync.tasks.poll_due", **_EACH_LOOK},
    "read-feed": {
        "task": "provincial_sync.tasks.read_feed",
        "schedule": PROVINCE_FEED_SECONDS,
        "options": {"expires": max(PROVINCE_FEED_SECONDS, 1.0)},
    },
    # What runs once a day is looked for more often, so that a night without workers is made up for.
    "daily-runs": {
        "task": "provincial_sync.tasks.daily_runs",
        "schedule": 600.0,
        "options": {"queue": "long", "expires": 600.0},
    },
    # What a page could not tell the broker, and what a dead worker left: workbooks of 批量换证.
    "batches-due": {
        "task": "renewals.tasks.work_on_batches",
        "schedule": 20.0,
        "options": {"queue": "long", "expires": 20.0},
    },
    # The same for jobs of the interface; and their results are let go after API_JOBS_KEPT_DAYS.
    "interface-jobs-due": {
        "task": "renewals.tasks.submit_for_interface",
        "schedule": 20.0,
        "options": {"queue": "long", "expires": 20.0},
    },
    "forget-interface-jobs": {
        "task": "renewals.tasks.forget_interface_jobs",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    # The same for files of 台账导入; and their rows are let go after IMPORT_KEEP_DAYS.
    "imports-due": {
        "task": "devices.tasks.work_on_imports",
        "schedule": 20.0,
        "options": {"queue": "long", "expires": 20.0},
    },
    "forget-imports": {
        "task": "devices.tasks.forget_imports",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-uploads": {
        "task": "documents.tasks.forget_uploads",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    # Files that came while the scanner was away; without any this is one look at an index.
    "scan-waiting": {
        "task": "documents.tasks.scan_waiting",
        "schedule": 60.0,
        "options": {"queue": "long", "expires": 60.0},
    },
    # A 暂不换证 ends by its date: a look each hour, so that a machine is back on the morning after.
    "end-deferrals": {
        "task": "matters.tasks.end_deferrals",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "mail-resets": {"task": "accounts.tasks.mail_resets", "schedule": 60.0, "options": {"expires": 60.0}},
    "forget-personal-data": {
        "task": "accounts.tasks.forget_personal_data",
        "schedule": 3600.0,
        "options": {"queue": "long", "expires": 3600.0},
    },
    "deliveries": {"task": "inbox.tasks.send_deliveries", "schedule": 20.0, "options": {"expires": 20.0}},
    # Events for firms' own systems; a step that wrote some wakes a worker at once.
    "push-events": {"task": "inbox.tasks.push_events", "schedule": 10.0, "options": {"expires": 10.0}},
    "forget-pushes": {
        "task": "inbox.tasks.forget_pushes",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-allowances": {"task": "inbox.tasks.forget_allowances", "schedule": 86_400.0},
    "remind-of-keys": {
        "task": "inbox.tasks.remind_of_keys",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-api-answers": {
        "task": "api.tasks.forget_answers",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    # A version of the catalogue comes into force by its date: drafts follow within minutes.
    "move-drafts": {"task": "renewals.tasks.move_drafts", "schedule": 60.0, "options": {"expires": 60.0}},
    "judge-drafts": {"task": "renewals.tasks.judge_drafts", "schedule": 60.0, "options": {"expires": 60.0}},
    "measure-waiting-times": {
        "task": "renewals.tasks.measure_waiting_times",
        "schedule": 120.0,
        "options": {"expires": 120.0},
    },
    # Figures of the day, for the comparison of weeks.
    "measure-figures": {"task": "reports.tasks.measure", "schedule": 60.0, "options": {"expires": 60.0}},
    # Reports that take long to count, counted before those that the pages show are too old.
    "keep-reports": {"task": "reports.tasks.keep_reports", "schedule": 60.0, "options": {"expires": 60.0}},
    # Ages are kept by whoever writes a record; these look for what other assumptions of the city made stale.
    "judge-ages": {"task": "devices.tasks.judge_ages", "schedule": 60.0, "options": {"expires": 60.0}},
    "judge-ages-in-renewals": {
        "task": "renewals.tasks.judge_ages",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    # Due on Monday morning; looked for all week, so that a Monday without workers is made up for.
    "make-bulletin": {
        "task": "reports.tasks.make_bulletin",
        "schedule": 600.0,
        "options": {"queue": "long", "expires": 600.0},
    },
    # Each is told once however often they look; an hour late is early enough for days.
    "remind": {"task": "renewals.tasks.remind", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "hand-over-archives": {
        "task": "certificates.tasks.hand_over_archives",
        "schedule": 1800.0,
        "options": {"queue": "long", "expires": 1800.0},
    },
    "remind-of-certificates": {
        "task": "certificates.tasks.remind",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    # The record: rows are sealed soon after they are written; the whole chain is verified once a day.
    "seal-the-record": {"task": "audit.tasks.seal", "schedule": 20.0, "options": {"expires": 20.0}},
    "verify-the-record": {
        "task": "audit.tasks.verify",
        "schedule": 600.0,
        "options": {"queue": "long", "expires": 600.0},
    },
}
