"""The shapes of the parameter catalogue: frozen, plain, free of Django.

Everything that asks for, checks, prints or sends a machine's data reads these shapes; the data
themselves stand in the TOML files beside this module.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

Kind = Literal[
    "decimal",
    "integer",
    "choice",
    "multi_choice",
    "text",
    "texts",
    "date",
    "boolean",
    "boolean_text",
    "dimensions",
]
Requirement = Literal["required", "conditional", "optional"]
Level = Literal["required", "conditional", "optional", "off"]
Phase = Literal["intake", "renewal"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One selectable value: the stored English code, the Chinese label, other words for it."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A closed interval, in the unit of the field that carries it."""

    low: Decimal
    high: Decimal

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Condition:
    """Only where `on` has one of these values; `on` is a field's code, `sub_type` or `fact`."""

    on: str
    one_of: tuple[str, ...]

    def state(
        self, values: Mapping[str, str], sub_type: str = "", facts: Collection[str] = ()
    ) -> bool | None:
        """True or false, or None while the deciding value is still blank."""
        if self.on == "fact":
            return any(name in facts for name in self.one_of)
        stored = sub_type if self.on == "sub_type" else values.get(self.on, "")
        if not stored:
            return None
        return any(part in self.one_of for part in stored.split(","))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What common fields and parameters share; `digits` counts all digits, `places` the decimals.

    `code_like` texts (models, numbers of papers) are kept in half width without spaces.
    """

    code: str
    label: str
    kind: Kind
    required: Requirement = "optional"
    group: str = ""
    unit: str = ""
    digits: int = 0
    places: int = 0
    max_length: int = 0
    pattern: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    warn: Range | None = None
    error: Range | None = None
    added: bool = False
    when: Condition | None = None
    synonyms: tuple[str, ...] = ()
    month_allowed: bool = False
    code_like: bool = False
    multiline: bool = False

    @property
    def path(self) -> str:
        return self.code

    def applies(self, values: Mapping[str, str], sub_type: str = "") -> bool:
        """Whether the field is asked at all; a deciding value still blank counts as yes."""
        return self.when is None or self.when.state(values, sub_type) is not False

    def is_required(self, values: Mapping[str, str], sub_type: str = "") -> bool:
        """Whether a blank is an error: always, or only where the condition is known to hold."""
        if self.required == "optional":
            return False
        return self.when is None or self.when.state(values, sub_type) is True

    def choice_label(self, code: str) -> str:
        """The Chinese label of a stored choice; the code itself where it is unknown."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Field):
    """One technical parameter; `unit`, `warn`, `error` and `places` are those of the new unit.

    `factor` is exact: new = old × factor. `added` marks what the old certificate did not carry. The rules
    between parameters reckon in units of their own (kN·m, kg, m): a value × `rule_factor` is in these.
    """

    old_unit: str = ""
    factor: Fraction = Fraction(1)
    rule_factor: Fraction = Fraction(1)

    def __hash__(self) -> int:
        """By the code alone: parameters are keys of caches, and hashing their fractions costs more than what is cached."""
        return hash(self.code)

    @property
    def new_unit(self) -> str:
        return self.unit

    @property
    def unit_changed(self) -> bool:
        return self.old_unit != self.unit

    def for_rules(self, number: Decimal) -> Decimal:
        """A number in the new unit as the rules between parameters take it."""
        return number * self.rule_factor.numerator / self.rule_factor.denominator

    def from_rules(self, number: Decimal) -> Decimal:
        """What a rule says, in the new unit."""
        return number * self.rule_factor.denominator / self.rule_factor.numerator

    @property
    def path(self) -> str:
        return f"parameters.{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonField(Field):
    """One field that every machine has; `source` says who fills it.

    `clerk` (typed), `enterprise` (taken from the owner, not editable), `system` (derived).
    `fixed_in_renewal` marks what a renewal must not change.
    """

    source: Literal["clerk", "enterprise", "system"] = "clerk"
    fixed_in_renewal: bool = False

    @property
    def path(self) -> str:
        return f"device.{self.code}"


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the form."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class CrossRule:
    """A rule between parameters; its first term carries the finding.

    `check` names a function of devices.rules.cross: `at_most`, `at_least`, `below`, `above` compare
    first × factor with second + offset; `close_product` and the model rules allow `tolerance`, a
    fraction of the expected value; `catalogue_floor` takes `factor` as the limit.
    """

    code: str
    check: str
    terms: tuple[str, ...]
    severity: Severity
    sentence: str
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category of machines; its sub type is stored once and shown as `sub_type_label`.

    `groups` are the form's sections that have parameters here; `face_parameters` are the two to four
    that a certificate shows.
    """

    code: str
    letter: str
    label: str
    province_code: str
    enabled: bool
    sub_type_label: str
    sub_types: tuple[Choice, ...]
    model_patterns: tuple[str, ...]
    model_example: str
    parameters: tuple[Parameter, ...]
    cross_rules: tuple[CrossRule, ...]
    groups: tuple[Group, ...] = ()
    face_parameters: tuple[str, ...] = ()

    def parameter(self, code: str) -> Parameter:
        """The parameter of that code; KeyError where the category has none."""
        for parameter in self.parameters:
            if parameter.code == code:
                return parameter
        raise KeyError(code)

    def has_parameter(self, code: str) -> bool:
        return any(parameter.code == code for parameter in self.parameters)

    def sub_type_name(self, code: str) -> str:
        """The Chinese label of a sub type; the code itself where it is unknown."""
        return next((choice.label for choice in self.sub_types if choice.code == code), code)

    def in_group(self, group: str) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.group == group)


Data = dict[str, Any]
