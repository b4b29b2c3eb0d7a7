"""预审检查: the rules of the machine and those of the case, one list for both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from devices.checking import TWIN_SERIAL, facts_of, kinds_at_hand
from devices.findings import Finding
from devices.identifiers import factory_number_key, manufacturer_key
from devices.models import Device
from devices.rules import MachineFacts, check_machine
from devices.rules.naming import named_by
from documents.models import SubjectKind
from ground.glossary import CertificateStatus
from renewals.agreement.findings import paper_findings
from renewals.models import RenewalApplication

TAKEN = "出厂编号：制造单位、出厂编号与市网已登记的另一台设备相同，请对照铭牌更正。"


@dataclass(frozen=True, slots=True)
class Twin:
    """A registered machine that has the same serial number."""

    device_id: int
    maker: str
    category: str


def renewal_facts(renewal: RenewalApplication) -> MachineFacts:
    """A renewal as plain data; an unsaved one has the papers of its machine."""
    enterprise = renewal.device.enterprise
    subject = (SubjectKind.RENEWAL, renewal.pk) if renewal.pk else (SubjectKind.DEVICE, renewal.device_id)
    return facts_of(renewal, enterprise=enterprise, attachments=kinds_at_hand(*subject, enterprise))


def precheck(
    renewal: RenewalApplication, *, submitted_by_manager: bool = True, kinds: frozenset[str] | None = None
) -> list[Finding]:
    """Everything that the rules say of a renewal now, in the order of the form.

    `kinds` are the papers at hand where a form on the screen says other than what is kept.
    """
    facts = renewal_facts(renewal)
    given = facts.attachments if kinds is None else kinds
    found = check_machine(replace(facts, by_manager=submitted_by_manager, attachments=given), "renewal")
    return [*found, *_duplicates(renewal), *paper_findings(renewal)]


def twins_of(serials: Iterable[str]) -> dict[str, list[Twin]]:
    """Who in the register has each of these serial numbers (as keys); one query, however many."""
    same = Device.objects.registered().filter(factory_number_key__in=[serial for serial in serials if serial])
    same = same.exclude(Q(certificate_status=CertificateStatus.REVOKED) | Q(deleted_at__isnull=False))
    found: dict[str, list[Twin]] = {}
    for serial, pk, maker, category in same.values_list(
        "factory_number_key", "pk", "manufacturer_key", "category"
    ):
        found.setdefault(serial, []).append(Twin(pk, maker, category))
    return found


def duplicates(renewal: RenewalApplication, twins: Iterable[Twin]) -> list[Finding]:
    """What the machines with the same serial number mean for the renewal."""
    found = _told_by(renewal, [twin for twin in twins if twin.device_id != renewal.device_id])
    return named_by(renewal.catalogue, renewal.category, found)


def _told_by(renewal: RenewalApplication, others: list[Twin]) -> list[Finding]:
    maker = manufacturer_key(renewal.manufacturer)
    if any((twin.maker, twin.category) == (maker, renewal.category) for twin in others):
        return [Finding("R-SERIAL-TAKEN", "error", "device.factory_number", TAKEN)]
    if any(twin.maker != maker for twin in others):
        return [Finding("R-SERIAL", "warning", "device.factory_number", TWIN_SERIAL)]
    return []


def _duplicates(renewal: RenewalApplication) -> list[Finding]:
    serial = factory_number_key(renewal.factory_number)
    return duplicates(renewal, twins_of([serial]).get(serial, [])) if serial else []
