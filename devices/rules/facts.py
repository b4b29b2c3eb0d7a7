"""What the rules look at: one machine as plain data, free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from devices import model_names, units
from devices.assumptions import Assumptions
from devices.catalogue import Catalogue, Category, Parameter
from devices.catalogue.schema import Phase
from devices.values import ValueRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineFacts:
    """One machine as it stands in a form, a workbook's row or the register.

    `common` and `parameters` hold stored scalars (devices.values) by code. At the intake `parameters`
    are in the old units; at a renewal in the new ones, with the old record in `raw_parameters`.
    `attachments` are the kinds at hand, the enterprise's standing papers among them.
    """

    catalogue: Catalogue
    category: str
    today: date
    sub_type: str = ""
    common: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    raw_parameters: Mapping[str, str] = field(default_factory=dict)
    attachments: frozenset[str] = frozenset()
    owner_region: str = ""
    assumptions: Assumptions = field(default_factory=Assumptions)
    uscc_check_waived: bool = False
    by_manager: bool = True

    @property
    def kind(self) -> Category:
        """The machine's category; KeyError where the catalogue has none of that code."""
        return self.catalogue.category(self.category)

    @property
    def model(self) -> str:
        return self.common.get("model", "")

    def told_by_model(self) -> model_names.ModelFacts:
        """What the model's name tells."""
        return model_names.read(self.category, self.model)

    def number(self, code: str) -> Decimal | None:
        """A parameter's number in the unit that the rules reckon in; None where it is blank or none."""
        number = number_of(self.parameters.get(code, ""))
        if (
            number is None
            or not self.catalogue.has_category(self.category)
            or not self.kind.has_parameter(code)
        ):
            return number
        return self.kind.parameter(code).for_rules(number)

    def common_number(self, code: str) -> int | None:
        number = number_of(self.common.get(code, ""))
        return int(number) if number is not None and 0 < number < 1000 else None

    def day(self, code: str) -> date | None:
        """A common field's date; None where it is blank or none."""
        return day_of(self.common.get(code, ""))

    def evidence(self, raw: Mapping[str, str]) -> units.Evidence:
        return units.Evidence(self.category, self.model, raw)

    def in_new_units(self, phase: Phase) -> MachineFacts:
        """The same machine with its parameters in new units; undecided ones are left out."""
        if phase == "renewal" or not self.catalogue.has_category(self.category):
            return self
        given = [p for p in self.kind.parameters if self.parameters.get(p.code)]
        converted = {p.code: self._converted(p, self.parameters) for p in given}
        return replace(self, parameters=converted, raw_parameters=self.parameters)

    def _converted(self, parameter: Parameter, raw: Mapping[str, str]) -> str:
        try:
            return units.convert_old(
                parameter,
                raw.get(parameter.code, ""),
                evidence=self.evidence(raw),
                assumptions=self.assumptions,
            ).value
        except ValueRefused:
            return ""


def number_of(stored: str) -> Decimal | None:
    """The finite decimal of a stored scalar, else None."""
    try:
        number = Decimal(stored) if len(stored) <= 40 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number.adjusted()) < 20 else None


def day_of(stored: str) -> date | None:
    """The date of a stored scalar, else None."""
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return None
