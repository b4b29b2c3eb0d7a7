"""The case: a renewal application, its submissions, and the decisions on them."""

from renewals.models.accepting import AcceptItem, AcceptJob
from renewals.models.application import RenewalApplication
from renewals.models.batch import Batch, BatchJob, BatchMachine, BatchRow, BatchUpload
from renewals.models.batch_papers import PackFile, PaperPack
from renewals.models.interface_job import InterfaceItem, InterfaceJob
from renewals.models.opinions import OpinionTemplate
from renewals.models.photo_links import LinkSubject, PhotoLink
from renewals.models.ratings import ServiceRating
from renewals.models.readiness import Readiness
from renewals.models.review_days import ReviewDay
from renewals.models.rounds import Decision, FirstAcceptance, Remark, Submission
from renewals.models.waiting import WaitingTime

__all__ = [
    "AcceptItem",
    "AcceptJob",
    "Batch",
    "BatchJob",
    "BatchMachine",
    "BatchRow",
    "BatchUpload",
    "Decision",
    "FirstAcceptance",
    "InterfaceItem",
    "InterfaceJob",
    "LinkSubject",
    "OpinionTemplate",
    "PackFile",
    "PaperPack",
    "PhotoLink",
    "Readiness",
    "Remark",
    "RenewalApplication",
    "ReviewDay",
    "ServiceRating",
    "Submission",
    "WaitingTime",
]
