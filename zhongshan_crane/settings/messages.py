"""Messages outside of the portal: by which way, how many, when not, and what people are reminded of."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from .environment import env


def _quiet_hours() -> list[int]:
    """Return the first hour without text messages and the first with them again."""
    try:
        hours = env.list("SMS_QUIET_HOURS", cast=int, default=[21, 8])
    except ValueError:
        hours = []
    if len(hours) != 2 or not all(0 <= hour <= 23 for hour in hours):
        raise ImproperlyConfigured("SMS_QUIET_HOURS 须写成 21,8 这样的两个整点(0 至 23)。")
    return hours


# Dotted path of the adapter; the default notes a masked line and sends nothing.
SMS_BACKEND = env.str("SMS_BACKEND", default="") or "inbox.channels.sms.NotedSms"
SMS_URL = env.str("SMS_URL", default="")
SMS_APP_KEY = env.str("SMS_APP_KEY", default="")
SMS_APP_SECRET = env.str("SMS_APP_SECRET", default="")
SMS_SIGNATURE = env.str("SMS_SIGNATURE", default="中山起重机械")
SMS_TIMEOUT_SECONDS = env.float("SMS_TIMEOUT_SECONDS", default=10.0)

# How long an event waits for others of its kind, which then leave as one message.
DIGEST_MINUTES = env.float("DIGEST_MINUTES", default=10.0)
# Hours of the day in which no text message leaves: from the first until the second.
SMS_QUIET_HOURS = _quiet_hours()
# At most so many a day for one person and for all people of one firm, and seconds between two for one person.
SMS_DAILY_BY_PERSON = env.int("SMS_DAILY_BY_PERSON", default=10)
SMS_DAILY_BY_FIRM = env.int("SMS_DAILY_BY_FIRM", default=100)
SMS_GAP_SECONDS = env.int("SMS_GAP_SECONDS", default=60)
EMAIL_DAILY_BY_PERSON = env.int("EMAIL_DAILY_BY_PERSON", default=50)
EMAIL_DAILY_BY_FIRM = env.int("EMAIL_DAILY_BY_FIRM", default=500)

# Minutes between the tries of one delivery; after the last it is 发送失败 and waits for an administrator.
DELIVERY_RETRY_MINUTES = env.list("DELIVERY_RETRY_MINUTES", cast=float, default=[1.0, 5.0, 30.0, 120.0])
# What could not leave for so long is no news any more: it stays in the portal alone.
DELIVERY_HOURS = env.float("DELIVERY_HOURS", default=72.0)
# How long a claimed delivery is one worker's, above CELERY_TASK_TIME_LIMIT.
DELIVERY_LEASE_SECONDS = env.float("DELIVERY_LEASE_SECONDS", default=240.0)

# Days before an end on which people are reminded of it; 0 is the last day, or the first look after it.
DEADLINE_REMINDER_DAYS = env.list("DEADLINE_REMINDER_DAYS", cast=int, default=[30, 7, 1])
EXPIRY_REMINDER_DAYS = env.list("EXPIRY_REMINDER_DAYS", cast=int, default=[30, 7, 0])

# 工作台: from how many days before their end papers of a machine are shown, and machines not begun.
WORKBENCH_EXPIRY_DAYS = env.int("WORKBENCH_EXPIRY_DAYS", default=30)
WORKBENCH_DEADLINE_DAYS = env.int("WORKBENCH_DEADLINE_DAYS", default=90)
# 工作台: what is usual is measured over so many weeks, from at least so many cases.
WAITING_WEEKS = env.int("WAITING_WEEKS", default=6)
WAITING_SAMPLES = env.int("WAITING_SAMPLES", default=10)
