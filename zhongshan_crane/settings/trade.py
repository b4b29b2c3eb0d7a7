"""What the city decides: policies, limits, and the neighbour's address."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .environment import DEBUG, env

# Whose old paper certificates are still taken into the record: nobody's, Zhongshan's own, everybody's.
INTAKE_POLICY = env.str("INTAKE_POLICY", default="local_only")
if INTAKE_POLICY not in {"closed", "local_only", "open"}:
    raise ImproperlyConfigured("INTAKE_POLICY 只能是 closed、local_only 或 open。")

# GB/T 2260 codes of the owners whose machines are renewed here; all others renew at home.
RENEWAL_REGION_CODES = env.list("RENEWAL_REGION_CODES", default=["442000"])

REVIEW_SLA_WORKDAYS = env.int("REVIEW_SLA_WORKDAYS", default=7)
# 1: one reviewer accepts; 2: a second person has to accept as well (复核). What was accepted once stays as it is
# when this changes; what waits is asked by the number of the day on which it is decided.
REVIEW_LEVELS = env.int("REVIEW_LEVELS", default=1)
if REVIEW_LEVELS not in {1, 2}:
    raise ImproperlyConfigured("REVIEW_LEVELS 只能是 1(单级审核)或 2(初审、复核)。")
# How long a reviewer's 签收 stands without a further step.
REVIEW_CLAIM_MINUTES = env.int("REVIEW_CLAIM_MINUTES", default=30)
# How long 正在查看 is shown after a page last said that it is open; pages say so each 20 seconds.
VIEWING_SECONDS = env.int("VIEWING_SECONDS", default=60)
# For so many seconds the numbers beside a person's menu entries stand before they are counted again; 0: for each page.
MENU_COUNTS_SECONDS = env.int("MENU_COUNTS_SECONDS", default=10)
# Seconds between 接受备案 and the hand-over, in which a reviewer can still take the acceptance back.
HANDOVER_HOLD_SECONDS = env.int("HANDOVER_HOLD_SECONDS", default=0 if DEBUG else 600)

# How long a QR code of 扫码传图 can be used, in hours.
PHOTO_LINK_HOURS = env.float("PHOTO_LINK_HOURS", default=8.0)

# How long the rows of an imported register are kept, in days; the history of each machine stays.
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=180)

# Days for which a ZIP of 批量添加附件 and those of its files that found no machine are kept.
BATCH_PAPERS_DAYS = env.int("BATCH_PAPERS_DAYS", default=30)
# From how many ratings on the public home shows their totals; below, a share says little and may name firms.
RATINGS_SHOWN_FROM = env.int("RATINGS_SHOWN_FROM", default=30)


def _deadline() -> datetime.date | None:
    """Return 换证截止日期, or None where the city has not set one."""
    text = env.str("RENEWAL_DEADLINE", default="")
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ImproperlyConfigured("RENEWAL_DEADLINE 须写成 2027-12-31 这样的日期。") from error


RENEWAL_DEADLINE = _deadline()

# Overrides of the defaults in devices.assumptions, as JSON: {"AGE_OVER_BLOCKS": true}
ASSUMPTIONS: dict[str, Any] = env.json("ASSUMPTIONS", default={})

# Overrides of the defaults in cases.assumptions (上报疑似问题), as JSON: {"per_minute": 3}
CASE_ASSUMPTIONS: dict[str, Any] = env.json("CASE_ASSUMPTIONS", default={})

# The marks of an official site in the footer of public pages, as JSON: sponsor, site_code, icp, police.
SITE_MARKS: dict[str, str] = env.json("SITE_MARKS", default={})

PROVINCE_BASE_URL = env.str("PROVINCE_BASE_URL", default="http://127.0.0.1:8100/api/v1").rstrip("/")
PROVINCE_APP_KEY = env.str("PROVINCE_APP_KEY", default="zhongshan-demo")
PROVINCE_APP_SECRET = env.str(
    "PROVINCE_APP_SECRET", default="demo-secret-not-for-production" if DEBUG else ""
)
PROVINCE_TIMEOUT_SECONDS = env.float("PROVINCE_TIMEOUT_SECONDS", default=10.0)
