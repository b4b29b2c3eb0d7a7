"""What the office has beside the cases of firms: uploads, feed, errands, notices, reports, the catalogue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from audit.actors import SYSTEM
from audit.models import HistoryEntry
from audit.services import record_step
from cases.models import Case, CasePhoto
from devices.models import CatalogueVersion, Device, RegisterImport
from devices.services.catalogue import start_draft
from documents.services import store_bytes
from ground.glossary import Step
from inbox.models import Contact, GuideSection, Notice, NoticePaper
from inbox.outbox import Delivery
from matters.models import Matter, ProvinceErrand
from provincial_sync.models import Discrepancy, Exchange, RegistrationChange, Upload
from renewals.models import AcceptJob, OpinionTemplate, RenewalApplication
from reports.models import WeeklyBulletin
from tests.documents.sample_files import pdf

Keys = dict[str, Any]


def things(people: dict[str, User], made: list[dict[str, Keys]]) -> dict[str, Any]:
    """Each of the city's things; it has no other side, so both are the same."""
    return (
        _own_jobs(people)
        | _by_side(made)
        | {name: (keys, keys) for name, keys in _of_the_city(people, made).items()}
    )


def _own_jobs(people: dict[str, User]) -> dict[str, Any]:
    jobs = {name: AcceptJob.objects.create(asked_by=people[name]) for name in ("reviewer", "reviewer2")}
    return {"accept_job": tuple({"pk": job.pk} for job in jobs.values())}


def _by_side(made: list[dict[str, Keys]]) -> dict[str, Any]:
    sides: list[tuple[Keys, Keys]] = []
    for side in made:
        device = Device.objects.get(pk=side["device"]["pk"])
        case = Case.objects.create(
            reference=f"WT20260601-{device.pk:07d}",
            form_key=str(device.pk),
            kind="other",
            text="号牌与铭牌不符。",
            device=device,
        )
        file = store_bytes(data=pdf(), media_type="application/pdf")
        photo = CasePhoto.objects.create(case=case, file=file, name="号牌.pdf")
        sides.append(({"reference": case.reference}, {"reference": case.reference, "pk": photo.pk}))
    (mine, my_photo), (others, others_photo) = sides
    return {"case": (mine, others), "case_photo": (my_photo, others_photo)}


def _of_the_city(people: dict[str, User], made: list[dict[str, Keys]]) -> dict[str, Keys]:
    now, file = timezone.now(), store_bytes(data=pdf(), media_type="application/pdf")
    accepted = RenewalApplication.objects.get(reference=made[0]["renewal.accepted"]["reference"])
    upload = Upload.objects.get(renewal=accepted)
    matter = Matter.objects.get(reference=made[0]["matter"]["reference"])
    message = people["clerk"].messages.latest("id")
    hidden = Notice.objects.create(title="未发布", body="正文", is_published=False)
    shown = Notice.objects.create(title="已发布", body="正文")
    papers = [NoticePaper.objects.create(notice=each, file=file, name="附件.pdf") for each in (shown, hidden)]
    run = RegisterImport.objects.create(
        kind="machines", file=file, name="台账.xlsx", created_by=people["system"]
    )
    version = CatalogueVersion.objects.in_force()
    start_draft(user=people["system"])
    rows = {
        "upload": upload,
        "exchange": Exchange.objects.create(operation="submit", method="POST", path="/x", milliseconds=1),
        "discrepancy": Discrepancy.objects.create(kind="no_upload", subject="1", text="说明", upload=upload),
        "change": RegistrationChange.objects.create(generation=1, sequence=1, digest="1" * 64),
        "errand": ProvinceErrand.objects.create(matter=matter, task="在省网办理注销"),
        "delivery": Delivery.objects.create(
            message=message,
            recipient=people["clerk"],
            channel="email",
            event="renewal_rejected",
            digest_key="1",
            due_at=now,
            give_up_at=now + dt.timedelta(days=1),
        ),
        "notice": shown,
        "guide_section": GuideSection.objects.order_by("id").first(),
        "contact": Contact.objects.create(name="审批办"),
        "opinion": OpinionTemplate.objects.order_by("id").first(),
        "bulletin": WeeklyBulletin.objects.create(week=dt.date(2026, 6, 1), file=file),
        "import": run,
        "catalogue_version": version,
    }
    return {name: {"pk": row.pk} for name, row in rows.items()} | {
        "notice.hidden": {"pk": papers[1].pk},
        "notice_paper": {"pk": shown.pk, "paper": papers[0].pk, "name": "附件.pdf"},
        "catalogue_number": {"version": version.number},
        "catalogue_place": {"category": "tower_crane", "code": "rated_load_moment", "row": 0},
        "catalogue_paper": {"code": "old_certificate"},
        "catalogue_field": {"code": "manufacturer"},
        "rule": {"name": "age_over_blocks"},
        "console_app": {"app_label": "accounts"},
        "autocompleted": {
            "?app_label": "accounts",
            "?model_name": "user",
            "?field_name": "enterprise",
            "?term": "",
        },
        "entry": {"source": "history", "row": _refused(made[0]).pk},
        "nothing": {},
        "report": {"key": "progress"},
    }


def _refused(made: dict[str, Keys]) -> HistoryEntry:
    """An entry with words, which can be erased."""
    return record_step(
        step=Step.INTAKE_REJECTED,
        actor=SYSTEM,
        enterprise_id=1,
        device_id=made["device"]["pk"],
        opinion="请补齐铭牌照片。",
    )
