"""The tables of the record that are this app's."""

from __future__ import annotations

from django.db.models import Q

from audit.anchors import Anchor
from audit.chain import Link, SealPass
from audit.guards import guard
from audit.models import AccountEvent, CityChange, HistoryEntry
from audit.sealing import PASS
from audit.sources import Source, marked, seal_table
from audit.verifications import Verification
from ground.steps import AccountStep

_DOER = ("at", "actor_kind", "actor_id", "actor_unit", "request_id", "address_note")
_HISTORY = (
    *("step", "enterprise_id", "device_id", "renewal_id", "matter_id", "from_state", "to_state", "round"),
    *("opinion", "remarks", "detail"),
)
_EVENT = ("step", "account_id", "enterprise_id", "subject_kind", "subject_id", "detail")
_CHANGE = ("subject", "title", "before", "after", "reason")

seal_table(Source("history", HistoryEntry, marked(*_DOER, *_HISTORY)))
# That words were erased is told for as long as the row stands that they were erased from.
stays = Q(step=AccountStep.WORDS_ERASED)
seal_table(Source("event", AccountEvent, [(*_DOER, *_EVENT)], kept=False, stays=stays))
seal_table(Source("change", CityChange, marked(*_DOER, *_CHANGE)))
seal_table(Source(PASS, SealPass, [("at", "complete", "admits", "tops")], kept=False))
guard(Link, Anchor, Verification)
