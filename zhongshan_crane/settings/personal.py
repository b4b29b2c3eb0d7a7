"""How personal data are kept and shown (个人信息保护法, articles 6, 19 and 47)."""

from __future__ import annotations

from .environment import env

# How often one person may see masked data in full within an hour.
DISCLOSURES_PER_HOUR = env.int("DISCLOSURES_PER_HOUR", default=20)
# Days after which names and numbers end: of accounts after their end, of contact persons after the machine's or the
# firm's. Three years, the general limitation of actions (民法典, article 188).
PERSONAL_RETENTION_DAYS = env.int("PERSONAL_RETENTION_DAYS", default=1095)
# Days after a decision on a reported case until the reporter's contact ends.
CASE_CONTACT_DAYS = env.int("CASE_CONTACT_DAYS", default=180)
# Days after which the text of an e-mail or text message that has left is emptied.
DELIVERY_TEXT_DAYS = env.int("DELIVERY_TEXT_DAYS", default=180)
# Days after which a workbook of 批量换证 goes with its rows; the renewals made from it stay.
BATCH_UPLOAD_DAYS = env.int("BATCH_UPLOAD_DAYS", default=365)
