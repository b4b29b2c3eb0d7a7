"""校验 of an intake workbook: the rules of 添加设备 and 提交入库 on every row, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q

from devices import uniqueness
from devices.checking import TWIN_SERIAL, facts_of
from devices.findings import Finding
from devices.models import CatalogueVersion, Device, RegistrationNumber
from devices.numbers import key_of
from devices.recording import RecordInput
from devices.rules import check_machine
from devices.services.drafting import take_over
from documents.services import read_bytes
from ground.glossary import CertificateStatus, IntakeStatus, Provenance
from renewals.batch.checking import EACH, STALE, keep, split_given
from renewals.batch.intake.columns import DEFAULTED
from renewals.batch.intake.reading import RecordRow, read_records
from renewals.batch.reading import read_workbook
from renewals.batch_words import Verdict
from renewals.models import Batch, BatchMachine, BatchRow, BatchUpload

Progress = Callable[[int, int], None]
Key = tuple[str, str, str]  # maker, serial, category
DOUBLE = "{label}与{where}重复，请核对；重复填写的请删除一行。"
NOT_EDITABLE = "此设备当前为“{state}”，不能在表格中修改。"
OWN_TWIN = "制造单位、出厂编号与贵企业“未审核通过设备信息”或“备案设备信息管理”中的设备({number})相同，请核对；已经添加过的不必再填。"
NUMBER, SERIAL = "device.old_registration_number", "device.factory_number"
EDITABLE = (IntakeStatus.DRAFT, IntakeStatus.REJECTED)


@dataclass(slots=True)
class Neighbours:
    """What else there is with the numbers and serials of a workbook."""

    numbers: dict[str, int] = field(default_factory=dict)
    registered: dict[str, list[Device]] = field(default_factory=dict)
    own: dict[Key, Device] = field(default_factory=dict)


@dataclass(slots=True)
class Candidate:
    """One row as the record that it would become; `machine` is the batch's record that it came to before."""

    row: RecordRow
    given: dict[str, Any]
    device: Device
    machine: BatchMachine | None = None

    @property
    def key(self) -> Key:
        """By what two records are the same machine."""
        return (self.device.manufacturer_key, self.device.factory_number_key, self.device.category)


def check_upload(upload: BatchUpload, *, progress: Progress) -> None:
    """Read the workbook, judge each row and keep what was found; a second time replaces the first.

    Raises RuleBroken where the file is no workbook at all.
    """
    batch, version = upload.batch, CatalogueVersion.objects.in_force()
    upload.catalogue_version = version
    read, notes = read_records(
        read_workbook(read_bytes(upload.file)),
        batch_id=batch.pk,
        number=batch.number,
        catalogue=version.catalogue,
    )
    progress(0, len(read))
    candidates = [_candidate(batch, version, row) for row in read]
    _recognise(batch, candidates)
    neighbours = _neighbours(batch, candidates)
    doubles = _doubles(candidates)
    rows = []
    for count, candidate in enumerate(candidates, start=1):
        for finding in [*doubles.get(count - 1, []), *_findings(candidate, neighbours)]:
            candidate.row.read.problem(finding.path, finding.severity, finding.sentence)
        rows.append(_judged(upload, candidate))
        if count % EACH == 0:
            progress(count, len(read))
    keep(upload, rows, notes)
    progress(len(read), len(read))


def _candidate(batch: Batch, version: CatalogueVersion, row: RecordRow) -> Candidate:
    firm = batch.enterprise
    split = split_given(row.read)
    defaults = {
        "device_name": version.catalogue.category(row.category).label,
        "storage_town": firm.town,
        "contact_name": firm.contact_name,
        "contact_phone": firm.contact_phone,
    }
    for code in DEFAULTED:
        if not split["common"].get(code) and not _refused(row, f"device.{code}"):
            split["common"][code] = defaults[code]
    device = Device(enterprise=firm, catalogue_version=version, category=row.category)
    take_over(device, RecordInput(split["common"], split["parameters"], source=Provenance.WORKBOOK))
    return Candidate(row, {"category": row.category, **split}, device)


def _refused(row: RecordRow, path: str) -> bool:
    return any(item.cell and item.cell == row.read.cells.get(path) for item in row.read.problems)


def _recognise(batch: Batch, candidates: list[Candidate]) -> None:
    """Rows that became records of this batch before, by number or else by maker and serial."""
    machines = list(batch.machines.select_related("device__enterprise").filter(device__deleted_at=None))
    by_number = {key_of(m.device.old_registration_number): m for m in machines}
    by_serial = {_key(m.device): m for m in machines}
    taken: set[int] = set()
    for item in candidates:
        number = key_of(item.device.old_registration_number)
        found = (by_number.get(number) if number else None) or by_serial.get(item.key)
        if found and found.pk not in taken and found.device.category == item.device.category:
            item.machine = found
            taken.add(found.pk)


def _neighbours(batch: Batch, candidates: list[Candidate]) -> Neighbours:
    found = Neighbours()
    numbers = {key_of(item.device.old_registration_number) for item in candidates} - {""}
    taken = RegistrationNumber.objects.rightful().filter(key__in=numbers)
    found.numbers = dict(taken.values_list("key", "device_id"))
    serials = {item.device.factory_number_key for item in candidates} - {""}
    same = Device.objects.filter(factory_number_key__in=serials, deleted_at__isnull=True)
    same = same.exclude(certificate_status=CertificateStatus.REVOKED)
    mine_or_registered = Q(enterprise_id=batch.enterprise_id) | Q(intake_status=IntakeStatus.APPROVED)
    for device in same.filter(mine_or_registered).defer("parameters", "details"):
        if device.intake_status == IntakeStatus.APPROVED:
            found.registered.setdefault(device.factory_number_key, []).append(device)
        if device.enterprise_id == batch.enterprise_id:
            found.own[_key(device)] = device
    return found


def _doubles(candidates: list[Candidate]) -> dict[int, list[Finding]]:
    """Index → what it has in common with another row of the workbook."""
    found: dict[int, list[Finding]] = {}
    numbers = [key_of(item.device.old_registration_number) for item in candidates]
    serials = ["|".join(item.key) if all(item.key) else "" for item in candidates]
    for path, label, keys in ((NUMBER, "原备案号", numbers), (SERIAL, "制造单位、出厂编号", serials)):
        counts = Counter(keys)
        first: dict[str, int] = {}
        for index, key in enumerate(keys):
            if not key or counts[key] < 2:
                continue
            other = first.setdefault(key, index)
            if other == index:
                other = keys.index(key, index + 1)
            said = DOUBLE.format(label=label, where=_place(candidates[other]))
            found.setdefault(index, []).append(Finding("B-DOUBLE", "error", path, said))
    return found


def _place(item: Candidate) -> str:
    return f"“{item.row.read.sheet}”第 {item.row.read.line} 行"


def _findings(item: Candidate, neighbours: Neighbours) -> list[Finding]:
    facts = facts_of(item.device, enterprise=item.device.enterprise, attachments=frozenset())
    refused = {problem.cell for problem in item.row.read.problems if problem.cell}
    found = [
        finding
        for finding in check_machine(facts, "intake")
        if not finding.path.startswith("attachments.")
        and item.row.read.cells.get(finding.path, "") not in refused
    ]
    return [*found, *_taken(item, neighbours)]


def _taken(item: Candidate, neighbours: Neighbours) -> list[Finding]:
    """The same machine or number in the register or among the firm's own records."""
    own_id = item.machine.device_id if item.machine else None
    found = []
    holder = neighbours.numbers.get(key_of(item.device.old_registration_number))
    if holder is not None and holder != own_id:
        found.append(Finding("R-NUMBER-TAKEN", "error", NUMBER, uniqueness.TAKEN_NUMBER))
    twin = neighbours.own.get(item.key) if all(item.key) else None
    others = [d for d in neighbours.registered.get(item.device.factory_number_key, []) if d.pk != own_id]
    if twin and twin.pk != own_id:
        said = OWN_TWIN.format(number=twin.registration_number or twin.model)
        found.append(Finding("own_twin", "error", SERIAL, said))
    elif any(_key(other) == item.key for other in others):
        found.append(Finding("R-SERIAL-TAKEN", "error", SERIAL, uniqueness.TAKEN_SERIAL))
    elif any(other.manufacturer_key != item.device.manufacturer_key for other in others):
        found.append(Finding("R-SERIAL", "warning", SERIAL, TWIN_SERIAL))
    return found


def _judged(upload: BatchUpload, item: Candidate) -> BatchRow:
    read, machine = item.row.read, item.machine
    changed = machine is None or says_something_new(machine.device, item.given)
    if machine and changed:
        if machine.device.intake_status not in EDITABLE:
            read.problem("", "error", NOT_EDITABLE.format(state=machine.device.intake.label))
        elif machine.device.revision != machine.renewal_revision:
            read.problem("", "error", STALE)
    wrong = sum(problem.severity == "error" for problem in read.problems)
    done = machine is not None and not changed
    verdict = Verdict.ERROR if wrong else Verdict.WARNING if read.problems else Verdict.GOOD
    return BatchRow(
        upload=upload,
        machine=machine,
        sheet=read.sheet[:60],
        line=read.line,
        verdict=Verdict.BLANK if done else verdict,
        given=item.given,
        cells=[] if done else [asdict(problem) for problem in read.problems],
        errors=0 if done else wrong,
        subject_revision=machine.device.revision if machine else 0,
    )


def says_something_new(device: Device, given: dict[str, Any]) -> bool:
    """Whether the row differs from the record that it became before."""
    wanted = Device(enterprise_id=device.enterprise_id, catalogue_version=device.catalogue_version)
    wanted.category = device.category
    take_over(wanted, RecordInput(given["common"], given["parameters"]))
    held = device.common_values()
    kept = {code: value for code, value in wanted.common_values().items() if code in given["common"]}
    blank = [code for code, value in given["common"].items() if not value and held.get(code)]
    return (
        bool(blank)
        or any(held.get(code) != value for code, value in kept.items())
        or wanted.parameter_values() != device.parameter_values()
    )


def _key(device: Device) -> Key:
    return (device.manufacturer_key, device.factory_number_key, device.category)
