"""The record: how late a row may appear, where anchors go, how long entries stay."""

from __future__ import annotations

from .environment import env

# Longer than any transaction lasts: a row that appears later below sealed ones is told as inserted.
AUDIT_LATE_SECONDS = env.float("AUDIT_LATE_SECONDS", default=900.0)
# Anchors: the chain's end, kept where nobody who can write the database can: a folder (of another machine), mailboxes.
AUDIT_ANCHOR_DIR = env.str("AUDIT_ANCHOR_DIR", default="")
AUDIT_ANCHOR_EMAILS: list[str] = env.list("AUDIT_ANCHOR_EMAILS", default=[])
AUDIT_ANCHOR_MINUTES = env.float("AUDIT_ANCHOR_MINUTES", default=60.0)
AUDIT_ANCHOR_MAIL_HOURS = env.float("AUDIT_ANCHOR_MAIL_HOURS", default=24.0)
# From which hour on the whole chain is verified once a day; -1: only by command.
AUDIT_VERIFY_HOUR = env.int("AUDIT_VERIFY_HOUR", default=3)
# After how many days logins, views, downloads and exchanges may be archived; at least 180 (网络安全法 §21).
AUDIT_RETENTION_DAYS = env.int("AUDIT_RETENTION_DAYS", default=1095)
