"""What a firm has: machines, renewals, certificates, matters, batches and links, each in the states that pages show."""

from __future__ import annotations

from typing import Any

from accounts.models import Enterprise, User
from accounts.privacy.oneself import ask_for_deletion
from api.keys import make_key
from api.scopes import Scope
from certificates.reading import plate_token
from documents.incoming import begin_upload
from documents.models import Attachment, SubjectKind
from documents.services import attach, store_bytes
from documents.staging import sign_staged
from ground.glossary import MatterKind
from inbox.models import Message
from inbox.webhooks.services import Wanted, make_subscription
from matters.models import Matter
from matters.services.filing import MatterInput, start_matter, submit_matter
from renewals.batch.choosing import Choice, start_batch
from renewals.models import InterfaceJob, LinkSubject, PackFile, PaperPack
from renewals.phone.links import make_link
from renewals.services.rating import RatingInput, rate_renewal
from tests import cases
from tests.documents.sample_files import jpeg, pdf
from tests.matters.ways import DEFERRAL, DEREGISTRATION
from vision.crops import Piece, crop_url
from vision.models import Leaf, Reading

Keys = dict[str, Any]
EDGES = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def of_firm(people: dict[str, User], side: int, *, town: str) -> dict[str, Keys]:
    """One of everything that the firm of that side has."""
    clerk = people["other_clerk" if side else "clerk"]
    reviewer, first = people["reviewer"], 1 + 50 * side
    at = {"storage_town": town}
    machine = cases.registered(clerk, reviewer, first, **at)
    draft, waiting = cases.recorded(clerk, first + 1, **at), cases.handed_in(clerk, first + 2, **at)
    made: dict[str, Keys] = {
        "device": _key(machine),
        "device.draft": _key(draft),
        "device.waiting": _key(waiting),
        "matter_kind": {"kind": "deregistration", "?device": machine.pk},
        "to_deregister": {"kind": "deregistration", "pk": machine.pk},
        "to_correct": {"kind": "number_correction", "pk": machine.pk},
        "paper": _paper(clerk, SubjectKind.DEVICE, waiting.pk),
        "paper.draft": _paper(clerk, SubjectKind.DEVICE, draft.pk),
        "paper.standing": _paper(clerk, SubjectKind.ENTERPRISE, clerk.enterprise_id, "business_license"),
    }
    made |= _renewals(clerk, reviewer, first, town)
    made |= _matters(clerk, reviewer, first, town)
    job = InterfaceJob.objects.create(enterprise=clerk.enterprise, kind="submit_renewals", asked_by=clerk)
    made["interface_job"] = _key(job)
    return made | _batch(clerk, machine.pk) | _links(clerk, draft.pk)


def of_people(people: dict[str, User]) -> dict[str, Any]:
    """What belongs to one person, also before the others of the firm."""
    for person in people.values():
        Message.objects.create(recipient=person, title="提醒", link="/portal/")
    mine = {person.pk: _key(Message.objects.filter(recipient=person)[0]) for person in people.values()}
    file = store_bytes(data=cases.PNG, media_type="image/png")

    def staged(person: User) -> Keys:
        return {"token": sign_staged(file, "照片.png", "device_photo", person)}

    def piece(person: User) -> Keys:
        return {"token": begin_upload(holder=f"user:{person.pk}", name="照片.png", size=10)}

    def crop(person: User) -> Keys:
        return {"token": crop_url(Piece(read.sm3, 1, EDGES), person).rpartition("/")[2]}

    read = Reading.objects.create(sm3=file.sm3, media_type=file.media_type, state="done")
    leaf = store_bytes(data=jpeg(), media_type="image/jpeg")
    Leaf.objects.create(reading=read, number=1, file=leaf)
    other = people["colleague"]
    asked = _key(ask_for_deletion(person=other, note=""))
    return {
        "message": (lambda person: mine[person.pk], mine[other.pk]),
        "staged": (staged, staged(other)),
        "piece": (piece, piece(other)),
        "crop": (crop, crop(other)),
        "person": (_key(people["colleague"]), _key(people["other_colleague"])),
        "account": (_key(people["clerk"]), _key(people["reviewer2"])),
        "deletion": (asked, asked),
        "api_key": (_api_key(people["manager"]), _api_key(people["other_manager"])),
        "office_key": ((office := _api_key(people["security"])), office),
        "webhook": (_webhook(people["manager"]), _webhook(people["other_manager"])),
        "privacy_version": ({"version": 1}, {"version": 1}),
    }


def between(people: dict[str, User], firms: list[Enterprise], made: list[dict[str, Keys]]) -> dict[str, Any]:
    """What concerns two firms or none: the firms, a transfer offered, things put together wrongly."""
    outside = people["other_clerk"]
    offered = _filed(
        outside,
        MatterKind.TRANSFER,
        made[1]["for_transfer"]["pk"],
        {"receiver_uscc": firms[0].uscc, "agreed_on": "2026-03-02"},
        "transfer_docs",
    )
    mine, others = made
    return {
        "enterprise": (_key(firms[0]), _key(firms[1])),
        "masked": ({"kind": "enterprise", **_key(firms[0])}, {"kind": "enterprise", **_key(firms[1])}),
        "matter.offered": ({"reference": offered.reference}, {"reference": offered.reference}),
        # The own batch in the address, and another firm's pack behind it.
        "pack": (mine["pack"], {**mine["pack"], "pack_pk": others["pack"]["pack_pk"]}),
        "batch_machine": (
            mine["batch_machine"],
            {**mine["batch_machine"], "machine_pk": others["batch_machine"]["machine_pk"]},
        ),
        "pack_file": (mine["pack_file"], {**mine["pack_file"], "file_pk": others["pack_file"]["file_pk"]}),
        "matter_paper": (mine["matter_paper"], {**others["matter_paper"]}),
    }


def _api_key(manager: User) -> Keys:
    scope = Scope.DEVICES_READ.value
    return _key(make_key(user=manager, name="租赁管理系统", scopes=[scope], days=30)[0])


def _webhook(manager: User) -> Keys:
    given = Wanted("租赁管理系统", "https://93.184.215.14/events", ["renewal.accepted"])
    return _key(make_subscription(user=manager, given=given)[0])


def _key(thing: Any) -> Keys:
    return {"pk": thing.pk}


def _paper(clerk: User, subject: SubjectKind, subject_id: int, kind: str = "other_materials") -> Keys:
    file = store_bytes(data=pdf(), media_type="application/pdf")
    made = attach(
        file=file,
        kind=kind,
        name="资料.pdf",
        enterprise=clerk.enterprise,
        subject=subject,
        subject_id=subject_id,
    )
    return {"pk": made.pk, "name": "资料.pdf"}


def _renewals(clerk: User, reviewer: User, first: int, town: str) -> dict[str, Keys]:
    at = {"storage_town": town}

    def of(number: int) -> Any:
        return cases.drafted(clerk, reviewer, first + number, common=at)

    draft, waiting, accepted = of(3), cases.submitted(of(4), clerk), cases.submitted(of(5), clerk)
    cases.accept(renewal_id=accepted.pk, revision=accepted.revision, reviewer=reviewer)
    certificate = _issued(of(6), clerk, reviewer, first + 6)
    rated = _issued(of(7), clerk, reviewer, first + 7)
    rating = rate_renewal(
        renewal_id=rated.renewal_id, user=clerk, given=RatingInput("poor", (), "太慢了，等了很久。")
    )
    device = certificate.device
    token = plate_token(number=device.registration_number, serial=device.factory_number)
    paper = Attachment.objects.of(SubjectKind.RENEWAL, draft.pk)[0]
    cases_of = {"": waiting, ".draft": draft, ".accepted": accepted, ".issued": certificate.renewal}
    return {
        **{
            f"renewal{state}": {"reference": case.reference, "pk": case.pk}
            for state, case in cases_of.items()
        },
        "renewal.paper": {"reference": draft.reference, "attachment": paper.pk},
        "certificate": _key(certificate),
        "certificates": {"?certificate": certificate.pk},
        "certified": _key(device),
        "plated": {"?device": device.pk},
        "plate": {"token": token},
        "rating": _key(rating),
    }


def _issued(renewal: Any, clerk: User, reviewer: User, number: int) -> Any:
    waiting = cases.submitted(renewal, clerk)
    accepted = cases.accept(renewal_id=waiting.pk, revision=waiting.revision, reviewer=reviewer)
    with cases.transaction.atomic():
        cases.mark_upload_started(renewal_id=accepted.pk)
    return cases.issue(accepted, number)


def _matters(clerk: User, reviewer: User, first: int, town: str) -> dict[str, Keys]:
    machines = [
        cases.registered(clerk, reviewer, number, storage_town=town)
        for number in range(first + 10, first + 13)
    ]
    draft = start_matter(
        user=clerk, kind=MatterKind.DEFERRAL, device_id=machines[0].pk, given=MatterInput(dict(DEFERRAL))
    )
    waiting = _filed(
        clerk, MatterKind.DEREGISTRATION, machines[1].pk, dict(DEREGISTRATION), "deregistration_proof"
    )
    paper = Attachment.objects.of(SubjectKind.MATTER, waiting.pk)[0]
    return {
        "matter": {"reference": waiting.reference},
        "matter.draft": {"reference": draft.reference},
        "matter_paper": {"reference": waiting.reference, "pk": paper.pk},
        "for_transfer": _key(machines[2]),
    }


def _filed(clerk: User, kind: MatterKind, device_id: int, content: Keys, paper: str) -> Matter:
    file = store_bytes(data=pdf(), media_type="application/pdf")
    staged = (cases.Staged(file, "证明.pdf", paper),)
    draft = start_matter(user=clerk, kind=kind, device_id=device_id, given=MatterInput(content, staged))
    return submit_matter(matter_id=draft.pk, revision=draft.revision, user=clerk, declared=True)


def _batch(clerk: User, device_id: int) -> dict[str, Keys]:
    batch = start_batch(user=clerk, choice=Choice(ids=(device_id,)))
    pack = PaperPack.objects.create(batch=batch, name="照片.zip", kind="nameplate_photo", added_by=clerk)
    file = store_bytes(data=cases.PNG, media_type="image/png")
    row = PackFile.objects.create(pack=pack, place=1, path="不认识.png", file=file, verdict="unmatched")
    whole = {"pk": batch.pk, "pack_pk": pack.pk}
    machine = {"pk": batch.pk, "machine_pk": batch.machines.get().pk}
    return {
        "batch": _key(batch),
        "batch_machine": machine,
        "pack": whole,
        "pack_file": {**whole, "file_pk": row.pk},
    }


def _links(clerk: User, device_id: int) -> dict[str, Keys]:
    link, address = make_link(user=clerk, subject=LinkSubject.DEVICE, subject_id=device_id)
    token = address.rstrip("/").rpartition("/")[2]
    upload = begin_upload(holder=link.holder, name="照片.png", size=10)
    return {
        "photo_link": _key(link),
        "phone": {"token": token, "machine": 1},
        "phone_piece": {"token": token, "upload": upload, "machine": 1},
    }
