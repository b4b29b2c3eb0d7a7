"""Rows of the exchange with the province."""

from provincial_sync.models.feed import (
    ChangeQuerySet,
    ChangeState,
    ChangeStatus,
    Choice,
    FeedPosition,
    RegistrationChange,
    RegistrationDecision,
)
from provincial_sync.models.neighbour import CallSlot, ProvinceState
from provincial_sync.models.nightly import (
    DailyRun,
    Discrepancy,
    DiscrepancyKind,
    DiscrepancyState,
    RunKind,
)
from provincial_sync.models.outbox import (
    UNFINISHED,
    DeliveredFile,
    Exchange,
    FailureClass,
    NoteKind,
    Upload,
    UploadNote,
    UploadQuerySet,
    UploadState,
)

__all__ = [
    "UNFINISHED",
    "CallSlot",
    "ChangeQuerySet",
    "ChangeState",
    "ChangeStatus",
    "Choice",
    "DailyRun",
    "DeliveredFile",
    "Discrepancy",
    "DiscrepancyKind",
    "DiscrepancyState",
    "Exchange",
    "FailureClass",
    "FeedPosition",
    "NoteKind",
    "ProvinceState",
    "RegistrationChange",
    "RegistrationDecision",
    "RunKind",
    "Upload",
    "UploadNote",
    "UploadQuerySet",
    "UploadState",
]
