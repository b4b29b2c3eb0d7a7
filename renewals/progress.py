"""换证进度: where each machine of a list stands, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from devices import city_rules
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus, UploadStatus, Worded
from renewals.models import RenewalApplication

TILES: dict[str, Worded] = {
    "awaiting": CertificateStatus.AWAITING_RENEWAL,
    "not_submitted": ApprovalStatus.NOT_SUBMITTED,
    "pending": ApprovalStatus.PENDING,
    "rejected": ApprovalStatus.REJECTED,
    "uploading": UploadStatus.UPLOADING,
    "renewed": CertificateStatus.RENEWED,
    "deferred": CertificateStatus.DEFERRED,
}
APPROVALS = {
    "not_submitted": ApprovalStatus.NOT_SUBMITTED,
    "pending": ApprovalStatus.PENDING,
    "rejected": ApprovalStatus.REJECTED,
    "uploading": ApprovalStatus.ACCEPTED,
}
TOLD = ("device", "reference", "approval_status", "upload_status")  # what a line says of its renewal
TILE_TONES = {"rejected": "bad", "renewed": "ok"}


@dataclass(frozen=True)
class Tile:
    """A figure that is also a filter; `count` is None where there are too many machines to count."""

    key: str
    label: str
    count: int | None
    tone: str
    url: str = ""

    @property
    def size(self) -> int:
        """The count as a number to reckon with."""
        return self.count or 0


@dataclass(frozen=True)
class Row:
    """One machine with its live renewal (if any) and the words for its progress."""

    device: Device
    renewal: RenewalApplication | None
    progress: str


def with_progress(devices: DeviceQuerySet, key: str) -> DeviceQuerySet:
    """Those machines that the tile `key` counts."""
    if key not in APPROVALS:
        return devices.filter(certificate_status=TILES[key])
    under_way = RenewalApplication.objects.open().filter(
        device=OuterRef("pk"), approval_status=APPROVALS[key]
    )
    return devices.filter(Exists(under_way))


def tally(devices: DeviceQuerySet, user: User) -> list[Tile]:
    """The figures over the whole register of whom `user` may see."""
    marks = devices.order_by().values_list("certificate_status").annotate(Count("pk"))
    under_way = RenewalApplication.objects.visible_to(user).open().order_by()
    under_way = under_way.filter(device__intake_status=IntakeStatus.APPROVED)
    steps = under_way.values_list("approval_status").annotate(Count("pk"))
    # No step is called like a mark, so that one query tells both.
    found: dict[str, int] = dict(marks.union(steps, all=True))
    counts = {key: found.get(APPROVALS.get(key, word), 0) for key, word in TILES.items()}
    return [Tile(key, word.label, counts[key], TILE_TONES.get(key, "")) for key, word in TILES.items()]


def progress_rows(devices: list[Device]) -> list[Row]:
    """The rows of one page; one query for all renewals of the page, without their data."""
    renewals = RenewalApplication.objects.live().filter(device__in=devices).only(*TOLD)
    # Sorted here: asked to sort by key, a database that knows little of its tables walks along that index.
    latest = {renewal.device_id: renewal for renewal in sorted(renewals.order_by(), key=attrgetter("pk"))}
    return [Row(device, latest.get(device.pk), _words(latest.get(device.pk))) for device in devices]


def days_to_deadline() -> int | None:
    """Days left until 换证截止日期, None where the city has set none."""
    deadline = city_rules.deadline()
    return (deadline - timezone.localdate()).days if deadline else None


def _words(renewal: RenewalApplication | None) -> str:
    if renewal is None:
        return ""
    if renewal.approval_status != ApprovalStatus.ACCEPTED:
        return renewal.approval.label
    return f"{renewal.approval.label} · {renewal.upload.label}"
