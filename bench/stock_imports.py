"""The same register of machines by django-import-export as its documentation shows it, in a process of its own.

`python -m bench.stock_imports` reads from its input the path of a workbook, takes it over as the package's admin does (a dry run that
checks and compares, then the import, the file read for each), and writes how many rows were new; an empty line ends it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.stock_settings"
    import django

    django.setup()

from django.db import models
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, JSONWidget
from tablib import Dataset

from accounts.models import Enterprise
from devices.models import CatalogueVersion, Device
from devices.models.intake import IntakeCase
from devices.models.record import MachineRecord


class Machine(MachineRecord, IntakeCase):
    """The same table, its states as columns that a form may write."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    intake_status = models.CharField(max_length=50, default="approved")
    certificate_status = models.CharField(max_length=50, default="awaiting_renewal")
    new_registration_number = models.CharField(max_length=64, blank=True)
    factory_number_key = models.CharField(max_length=40, blank=True)
    manufacturer_key = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = Device._meta.db_table
        constraints = Device._meta.constraints


class Machines(ModelResource):
    """Found by their numbers, validated as a form would; a new one is in the register at once, as with ours."""

    number = Field("old_registration_number", "产权备案编号")
    model = Field("model", "规格型号")
    serial = Field("factory_number", "出厂编号")
    maker = Field("manufacturer", "生产厂家")
    made_on = Field("manufacture_date", "出厂日期")
    owner = Field("enterprise", "统一社会信用代码", widget=ForeignKeyWidget(Enterprise, "uscc"))
    parameters = Field("parameters", "parameters", widget=JSONWidget())
    phone = Field("contact_phone", "联系电话")

    class Meta:
        model = Machine
        fields = ("number", "model", "serial", "maker", "made_on", "owner", "parameters", "phone")
        import_id_fields = ("number",)
        clean_model_instances = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """The catalogue, once for a file."""
        self.catalogue = CatalogueVersion.objects.in_force()

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """The one parameter as the record holds it."""
        row["parameters"] = json.dumps({"rated_load_moment": {"value": row["额定起重力矩(t·m)"]}})

    def init_instance(self, row: Any = None) -> Machine:
        """What the file says in other words."""
        keys = {"manufacturer_key": row["生产厂家"], "factory_number_key": row["出厂编号"]}
        return Machine(
            catalogue_version=self.catalogue, category="tower_crane", details={"by": "stock"}, **keys
        )


def main() -> None:
    """Take files over as they are named."""
    for path in iter(lambda: sys.stdin.readline().strip(), ""):
        sys.stdout.write(f"{_taken(Path(path))}\n")
        sys.stdout.flush()


def _taken(path: Path) -> int:
    for dry_run in (True, False):
        rows = Dataset().load(path.read_bytes(), "xlsx")
        result = Machines().import_data(rows, dry_run=dry_run, use_transactions=True)
        assert not result.has_errors(), result.row_errors()[:1]  # noqa: S101 - a refusal is fast
        assert not result.has_validation_errors(), result.invalid_rows[:1]  # noqa: S101 - the same
    return int(result.totals["new"])


if __name__ == "__main__":
    main()
