"""The addresses of /api/v1/: the resources stand in their own apps."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from api.accounts import Accounts
from api.enterprises import Enterprises
from api.people import People
from certificates.api.views import Certificates
from devices.api.batch import IntakeBatch
from devices.api.catalogue import Catalogues
from devices.api.firm import OwnEnterprise, StandingPapers
from devices.api.queue import IntakeDecisions, IntakeQueue
from devices.api.views import Intake
from documents.api.views import Files
from inbox.api.views import Messages
from inbox.api.webhooks import Webhooks
from matters.api.queue import MatterDecisions, MatterQueue
from matters.api.views import Matters
from renewals.api.batch import RenewalBatch
from renewals.api.decisions import RenewalDecisions
from renewals.api.history import History
from renewals.api.jobs import Jobs
from renewals.api.queue import RenewalQueue
from renewals.api.register import Devices
from renewals.api.submitting_many import RenewalSubmitMany
from renewals.api.views import Renewals

router = SimpleRouter(use_regex_path=False)
router.register("catalogue", Catalogues, basename="catalogue")
router.register("certificates", Certificates, basename="certificates")
router.register("devices", Devices, basename="devices")
router.register("enterprise", OwnEnterprise, basename="enterprise")
router.register("enterprises", Enterprises, basename="enterprises")
router.register("files", Files, basename="files")
router.register("history", History, basename="history")
router.register("intake/batch", IntakeBatch, basename="intake-batch")
router.register("intake", Intake, basename="intake")
router.register("jobs", Jobs, basename="jobs")
router.register("matters", Matters, basename="matters")
router.register("messages", Messages, basename="messages")
router.register("renewals/batch", RenewalBatch, basename="renewals-batch")  # before the references
router.register("renewals/submit-many", RenewalSubmitMany, basename="renewals-submit-many")
router.register("renewals", Renewals, basename="renewals")
router.register("standing-papers", StandingPapers, basename="standing-papers")
router.register("webhooks", Webhooks, basename="webhooks")
# What people alone may open, and the office's queues with the decisions on them.
router.register("accounts", Accounts, basename="accounts")
router.register("people", People, basename="people")
router.register("queues/renewals", RenewalQueue, basename="renewal-queue")
router.register("queues/renewals", RenewalDecisions, basename="renewal-decisions")
router.register("queues/intake", IntakeQueue, basename="intake-queue")
router.register("queues/intake", IntakeDecisions, basename="intake-decisions")
router.register("queues/matters", MatterQueue, basename="matter-queue")
router.register("queues/matters", MatterDecisions, basename="matter-decisions")

app_name = "api"
urlpatterns = router.urls
