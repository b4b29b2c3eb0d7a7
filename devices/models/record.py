"""What a machine's record and a renewal of it share: the data that a person fills in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from devices.catalogue import Catalogue, Category
from devices.models.catalogue import CatalogueVersion, catalogue_of
from ground.encrypted import EncryptedField

COLUMNS = (
    "category",
    "sub_type",
    "model",
    "factory_number",
    "manufacturer",
    "manufacture_date",
    "internal_number",
    "storage_town",
    "old_registration_number",
    "contact_name",
    "contact_phone",
)
PERSONAL = ("contact_name", "contact_phone")
IMPERSONAL = tuple(name for name in COLUMNS if name not in PERSONAL)
# What a renewal may change of a machine: not its category, owner or number.
CORRECTABLE = tuple(name for name in COLUMNS if name not in {"category", "old_registration_number"})
# What the age rules say of the record (devices.aging), kept so that lists compare days.
AGES = ("age_near_from", "age_limit_on", "assessed_until", "age_basis")
# Name of a paper's end → the place of its last day in a record, an ISO date as text.
ENDS = {
    "safety_device_until": "parameters__safety_device_valid_until__value",
    "assessment_until": "details__assessment_valid_until",
}
FORM_FIELDS = (*CORRECTABLE, "details", "parameters", "recognised", "search_text", *AGES)


def last_day(name: str) -> Cast:
    """The last day of a paper of ENDS as a text; lists and reports say it as the index does, or it is not found."""
    return Cast(KT(ENDS[name]), models.TextField())


class MachineRecord(models.Model):
    """The common fields and parameters of one machine, as stored scalars.

    Common fields that lists, search or constraints need are columns; the others stand in `details`.
    `parameters` maps code to {"value", "unit", "raw", "raw_unit", "provenance"}: `value` in `unit`,
    `raw` the value of the old certificate in `raw_unit`, each a decimal string, never a float.
    `recognised` maps the path of each field that was taken over from recognition to its mark (devices.recognised.marks).
    Contact persons are columns of their own, encrypted, because personal data must be erasable.
    `age_near_from` is the first day near the assessment age, `age_limit_on` the last within it (both None where it
    cannot be told), `assessed_until` the last day of a passed assessment, `age_basis` a digest of the assumptions.
    """

    catalogue_version = models.ForeignKey(CatalogueVersion, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField("修订", default=1)
    category = models.CharField("设备类别", max_length=40)
    sub_type = models.CharField("子型", max_length=40, blank=True)
    model = models.CharField("规格型号", max_length=50, blank=True)
    factory_number = models.CharField("出厂编号", max_length=40, blank=True)
    manufacturer = models.CharField("制造单位", max_length=80, blank=True)
    manufacture_date = models.DateField("出厂日期", null=True, blank=True)
    internal_number = models.CharField("企业自编号", max_length=30, blank=True)
    storage_town = models.CharField("存放镇街", max_length=40, blank=True)
    old_registration_number = models.CharField("原备案号", max_length=40, blank=True)
    contact_name = EncryptedField("联系人", max_length=40, blank=True, purpose="name")
    contact_phone = EncryptedField("联系电话", max_length=20, blank=True, purpose="phone")
    details = models.JSONField("其他字段", default=dict)
    parameters = models.JSONField("技术参数", default=dict)
    recognised = models.JSONField("识别采用", null=True, editable=False)
    search_text = models.CharField("检索文本", max_length=400, blank=True, editable=False)
    age_near_from = models.DateField("临近评估年限", null=True, editable=False)
    age_limit_on = models.DateField("评估年限届满", null=True, editable=False)
    assessed_until = models.DateField("安全评估有效至", null=True, editable=False)
    age_basis = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def catalogue(self) -> Catalogue:
        """The pinned catalogue."""
        return catalogue_of(self.catalogue_version_id)

    @property
    def category_data(self) -> Category:
        """The machine's category in the pinned catalogue."""
        return self.catalogue.category(self.category)

    @property
    def is_in_new_units(self) -> bool:
        """Whether the parameters are in the units of the electronic certificate."""
        raise NotImplementedError

    @property
    def category_label(self) -> str:
        """The official name of the category."""
        return self.category_data.label

    @property
    def sub_type_label(self) -> str:
        """The official name of the sub type."""
        return self.category_data.sub_type_name(self.sub_type)

    def common_values(self) -> dict[str, str]:
        """All common fields as stored scalars, blanks left out."""
        return self._values(COLUMNS)

    def impersonal_values(self) -> dict[str, str]:
        """The same without the contact person."""
        return self._values(IMPERSONAL)

    def set_common(self, values: dict[str, str]) -> None:
        """Take over stored scalars; fields that `values` does not name stay as they are."""
        details = dict(self.details)
        for code, value in values.items():
            if code == "manufacture_date":
                self.manufacture_date = dt.date.fromisoformat(value) if value else None
            elif code in COLUMNS:
                setattr(self, code, value)
            else:
                details[code] = value
        self.details = {code: value for code, value in details.items() if value}

    def _values(self, names: tuple[str, ...]) -> dict[str, str]:
        columns = {name: _scalar(getattr(self, name)) for name in names}
        return {code: value for code, value in {**self.details, **columns}.items() if value}

    def parameter_values(self) -> dict[str, str]:
        """The present value of each filled parameter."""
        return {code: entry["value"] for code, entry in self.parameters.items() if entry.get("value")}

    def raw_values(self) -> dict[str, str]:
        """The values of the old certificate, in the old units."""
        return {code: entry["raw"] for code, entry in self.parameters.items() if entry.get("raw")}


def _scalar(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value or ""
