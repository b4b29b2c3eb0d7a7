"""What the makers of rows share: tables, people, papers, lots and the dice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from random import Random
from typing import Any

from accounts.models import Enterprise
from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.catalogue.samples import representative_models
from devices.models import CatalogueVersion, Device, RegistrationNumber
from documents.models import Attachment
from documents.services import store_bytes
from provincial_sync.models import Upload
from renewals.deadlines import due_date, office_days
from renewals.models import Decision, Readiness, Remark, RenewalApplication, Submission
from zhongshan_crane.bulk.fates import Fates
from zhongshan_crane.bulk.firms import Firm
from zhongshan_crane.bulk.lots import LOTS, Lot, Owner
from zhongshan_crane.bulk.plan import Plan, Slice
from zhongshan_crane.bulk.tables import Table, Writer
from zhongshan_crane.bulk.texts import Texts
from zhongshan_crane.demo.papers import plain_paper_pdf

MODELS = (
    Device,
    RegistrationNumber,
    RenewalApplication,
    Readiness,
    Submission,
    Decision,
    Remark,
    Attachment,
    Upload,
    ElectronicCertificate,
    HistoryEntry,
)
# What firms have: tower cranes above all.
SHARES = {"tower_crane": 10, "construction_hoist": 6, "material_hoist": 2, "other_lifting": 1}
ROWS = 16  # of one table for a machine or a renewal, on average of a slice at most
NO_PROOF = "批量数据的样张，不作任何凭证。"


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file that stands for every paper of its kind."""

    file_id: int
    kind: str
    name: str
    sm3: str
    size: int
    media_type: str

    def frozen(self, pk: int) -> dict[str, Any]:
        """As a submission lists it."""
        return {
            "id": pk,
            "kind": self.kind,
            "name": self.name,
            "sm3": self.sm3,
            "size": self.size,
            "media_type": self.media_type,
        }


class World:
    """One seeding at work."""

    def __init__(self, plan: Plan, firms: list[Firm], reviewers: list[int]) -> None:
        self.plan, self.firms, self.reviewers = plan, firms, reviewers
        self.writer = Writer()
        tables = [Table(model, self.writer) for model in MODELS]
        self.devices, self.numbers, self.renewals, self.readiness, self.submissions = tables[:5]
        self.decisions, self.remarks, self.attachments, self.uploads, self.certificates = tables[5:10]
        self.steps = tables[10]
        self.version = CatalogueVersion.objects.in_force()
        self._owner = Owner.new(Enterprise.objects.get(pk=firms[0].pk))
        self._days = office_days()
        self._due: dict[dt.date, dt.date] = {}
        self._papers: dict[str, Paper] = {}
        self._lots: dict[tuple[int, int], tuple[Lot, Texts]] = {}
        self._samples = list(range(len(representative_models())))

    def begin(self, one: Slice) -> None:
        """Dice and keys of that slice alone."""
        self.dice = Random(f"{self.plan.seed}:slice:{one.number}")  # noqa: S311 - data, no secret
        self.fates = Fates(self.dice, self.plan.today)
        machines, renewals = one.before
        for table in self.writer.tables:
            table.begin(ROWS * (machines + renewals))
        self.devices.begin(machines)
        for table in (self.renewals, self.readiness, self.uploads, self.certificates):
            table.begin(renewals)  # a renewal has one at most

    def lot(self) -> tuple[Lot, Texts]:
        """The lot of the next machine."""
        sample = self.dice.choices(self._samples, weights=self._weights)[0]
        return self._lot((sample, self.dice.randrange(LOTS)))

    def make_lots(self) -> None:
        """All that there may be."""
        for key in product(self._samples, range(LOTS)):
            self._lot(key)

    def _lot(self, key: tuple[int, int]) -> tuple[Lot, Texts]:
        if key not in self._lots:
            lot = Lot(
                seed=self.plan.seed,
                sample=key[0],
                number=key[1],
                today=self.plan.today,
                owner=self._owner,
                version=self.version,
            )
            lot.make()
            for kind in lot.papers:
                self.paper(kind)
            self._lots[key] = lot, Texts(lot)
        return self._lots[key]

    def paper(self, kind: str) -> Paper:
        """The one file of that kind."""
        if kind not in self._papers:
            data = plain_paper_pdf("批量示例", [f"资料种类：{kind}", NO_PROOF])
            file = store_bytes(data=data, media_type="application/pdf")
            self._papers[kind] = Paper(file.pk, kind, f"{kind}.pdf", file.sm3, file.size, file.media_type)
        return self._papers[kind]

    def due_on(self, day: dt.date) -> dt.date:
        """办理期限 of what was handed in that day."""
        if day not in self._due:
            self._due[day] = due_date(day, days=self._days)
        return self._due[day]

    def reviewer(self) -> int:
        """One of the reviewers."""
        return self.reviewers[self.dice.randrange(len(self.reviewers))]

    @cached_property
    def _weights(self) -> list[int]:
        return [SHARES[sample.category] for sample in representative_models()]
