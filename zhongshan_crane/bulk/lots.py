"""A lot: the machines that one maker made to one model on one day. What its machines share is made once.

Values, units, conversions, ages, findings and frozen bodies come from the functions that the forms use; only
what differs from machine to machine is left open, as marks of a `Template`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from functools import cached_property
from random import Random
from typing import Any

from accounts.models import Enterprise
from devices.aging import set_ages
from devices.catalogue.samples import RepresentativeModel, representative_models
from devices.checking import facts_of
from devices.models import CatalogueVersion, Device
from devices.rules import check_machine
from devices.uniqueness import set_keys
from ground.glossary import Provenance
from ground.searching import folded
from renewals.carrying import carried_renewal, merged_parameters
from renewals.models import RenewalApplication
from zhongshan_crane.demo.fleet import Machine

LOTS = 60  # of each model
YEARS = 19  # the oldest machines' age
MAKERS = 12
ALWAYS = ("old_certificate", "nameplate_photo")
MARKS = {
    name: f"@{name}@"
    for name in ("number", "serial", "tail", "internal", "town", "address", "contact", "phone", "reference")
}
EXAMPLE = MARKS | {
    "number": "粤TB-{letter}000001",
    "serial": "2016-A000001",
    "tail": "0001",
    "town": "442000001",
    "contact": "示例",
    "phone": "13800000000",
}


@dataclass(frozen=True)
class Owner:
    """The side of the catalogue's owner fields, for the rules and the frozen bodies."""

    example: Enterprise
    marked: Enterprise

    @classmethod
    def new(cls, example: Enterprise) -> Owner:
        """An owner as the marks say it, beside a real one for the rules."""
        marked = Enterprise(
            name="@owner@", uscc="@uscc@", region_code=example.region_code, town="@owner_town@"
        )
        marked.pk = example.pk
        return cls(example, marked)


class Lot:
    """One lot; `sample` is its model, `made` its day, `maker` who made it, `version` the catalogue's in force."""

    def __init__(
        self, *, seed: int, sample: int, number: int, today: dt.date, owner: Owner, version: CatalogueVersion
    ) -> None:
        dice = Random(f"{seed}:{sample}:{number}")  # noqa: S311 - data, no secret
        self.today, self.version, self._owner = today, version, owner
        self.sample: RepresentativeModel = representative_models()[sample]
        self.made = today - dt.timedelta(days=dice.randrange(200, YEARS * 365))
        self.maker = f"示例{'甲乙丙丁戊己庚辛壬癸子丑'[dice.randrange(MAKERS)]}重工机械制造有限公司"
        self.letter = {"tower_crane": "T", "construction_hoist": "S", "material_hoist": "W"}.get(
            self.sample.category, "Q"
        )
        self._calibrated = today + dt.timedelta(days=dice.randrange(20, 700))
        self._assessed = dice.random() < 0.6  # of the old ones

    @cached_property
    def device(self) -> Device:
        """A machine of the lot with marks, in old units; its ages are right."""
        return self._device(MARKS, self._owner.marked)

    @cached_property
    def renewal(self) -> RenewalApplication:
        """A whole renewal of such a machine, with marks."""
        return self._renewal(self.device, MARKS)

    @cached_property
    def begun(self) -> RenewalApplication:
        """One whose new parameters are still empty."""
        renewal = carried_renewal(self.device, self.version)
        set_ages(renewal)
        return renewal

    @cached_property
    def new_device(self) -> Device:
        """A machine that has taken its renewal's data over."""
        device = self._device(MARKS, self._owner.marked)
        device.details, device.parameters = dict(self.renewal.details), dict(self.renewal.parameters)
        device.new_registration_number = "@new_number@"
        set_ages(device)
        return device

    @cached_property
    def folded_model(self) -> str:
        """The model as searches compare it."""
        return folded(self.sample.model)

    @property
    def registered_on(self) -> dt.date:
        """原备案日期."""
        return self._machine.registered_on

    @cached_property
    def errors(self) -> int:
        """How many findings of a whole renewal block it."""
        return sum(found["severity"] == "error" for found in self.findings)

    @cached_property
    def begun_errors(self) -> int:
        """The same of one whose new parameters are still empty."""
        facts = facts_of(
            self._begun_example, enterprise=self._owner.example, attachments=frozenset(self.papers)
        )
        return sum(found.blocks for found in check_machine(facts, "renewal"))

    def make(self) -> None:
        """Read everything that needs the database now."""
        _ = self.begun, self.new_device, self.findings, self.errors, self.begun_errors

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """What the pre-check says of the whole renewal, without what its papers settle."""
        return [
            asdict(found)
            for found in self._found
            if not (found.blocks and found.path.startswith("attachments."))
        ]

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The kinds of papers that the whole renewal needs."""
        asked = [item.path.removeprefix("attachments.") for item in self._found if item.blocks]
        return tuple(dict.fromkeys((*ALWAYS, *(kind for kind in asked if "." not in kind))))

    @cached_property
    def _example(self) -> dict[str, str]:
        return {name: text.format(letter=self.letter) for name, text in EXAMPLE.items()}

    @cached_property
    def _begun_example(self) -> RenewalApplication:
        return carried_renewal(self._device(self._example, self._owner.example), self.version)

    @cached_property
    def _found(self) -> list[Any]:
        device = self._device(self._example, self._owner.example)
        renewal = self._renewal(device, self._example)
        facts = facts_of(renewal, enterprise=self._owner.example, attachments=frozenset(ALWAYS))
        return check_machine(facts, "renewal")

    def _device(self, given: dict[str, str], owner: Enterprise) -> Device:
        kind = self.version.catalogue.category(self.sample.category)
        device = Device(enterprise=owner, catalogue_version=self.version, category=self.sample.category)
        device.set_common(self._common(given))
        device.parameters = {
            code: {"value": value, "unit": kind.parameter(code).old_unit, "provenance": Provenance.TYPED}
            for code, value in self._machine.old_parameters().items()
        }
        set_keys(device)
        return device

    def _renewal(self, device: Device, given: dict[str, str]) -> RenewalApplication:
        renewal = carried_renewal(device, self.version)
        renewal.enterprise, renewal.reference = device.enterprise, given["reference"]
        new = self._machine.new_parameters(calibrated_until=self._calibrated)
        renewal.parameters = merged_parameters(renewal.parameters, new, renewal.category_data)
        renewal.set_common({"design_service_life": self.sample.design_service_life})
        set_ages(renewal)
        return renewal

    @cached_property
    def _machine(self) -> Machine:
        return Machine(
            firm="",
            story="",
            days=0,
            model=self.sample.model,
            number="粤T",
            serial=f"{self.made.year}-000001",
            made=self.made,
            town="",
            address="",
            internal="",
            second_hand=False,
        )

    def _common(self, given: dict[str, str]) -> dict[str, str]:
        own = {
            "manufacturer": self.maker,
            "factory_number": given["serial"],
            "internal_number": given["internal"],
            "old_registration_number": given["number"],
            "storage_town": given["town"],
            "storage_address": given["address"],
            "contact_name": given["contact"],
            "contact_phone": given["phone"],
            "supervision_cert_no": f"JJ-{self.made:%Y}-{given['tail']}",
            "quality_cert_no": f"HG-{self.made:%Y%m}-{given['tail']}",
        }
        return self._machine.common(contact="", phone="") | self._assessment() | own

    def _assessment(self) -> dict[str, str]:
        if not self._assessed or (self.today - self.made).days < 3650:
            return {}
        on = self.today - dt.timedelta(days=90)
        return {
            "assessment_conclusion": "qualified",
            "assessment_date": on.isoformat(),
            "assessment_valid_until": (on + dt.timedelta(days=360)).isoformat(),
        }
