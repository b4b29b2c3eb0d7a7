"""What the reports count, and how often a firm is urged."""

from __future__ import annotations

from .environment import env

# 统计报表: over how many weeks rounds of review are counted, and from how many weeks the forecast is drawn.
REPORT_WEEKS = env.int("REPORT_WEEKS", default=6)
REPORT_FORECAST_WEEKS = env.int("REPORT_FORECAST_WEEKS", default=4)
# From how many days before their end assessments, calibrations and certificates count as 将到期.
REPORT_EXPIRY_DAYS = env.int("REPORT_EXPIRY_DAYS", default=30)
# How many days the daily figures are kept, so that weeks can be compared.
REPORT_KEEP_DAYS = env.int("REPORT_KEEP_DAYS", default=400)
# 红黄牌 of reviews: yellow within so many working days of the term, red when over by more than so many.
YELLOW_CARD_WORKDAYS = env.int("YELLOW_CARD_WORKDAYS", default=2)
RED_CARD_WORKDAYS = env.int("RED_CARD_WORKDAYS", default=0)
# 催办: one firm is urged at most so often within so many days.
URGING_MOST = env.int("URGING_MOST", default=1)
URGING_DAYS = env.int("URGING_DAYS", default=7)
# From which hour of Monday on the 通报 of the week before is made and told to the head; -1: none.
BULLETIN_HOUR = env.int("BULLETIN_HOUR", default=7)
