"""One version of the catalogue as a whole: what a renewal pins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from devices.catalogue.papers import AttachmentRequirement, RequiredAttachment
from devices.catalogue.schema import (
    Category,
    CommonField,
    Group,
    Parameter,
    Phase,
    Severity,
)


@dataclass(frozen=True, slots=True)
class Township:
    """One of Zhongshan's townships: nine-digit code, name, names it also goes by."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRule:
    """After how many years (exceeded) a machine must be assessed, and how long that is good for.

    The first row that fits decides. `moment_below` is in kN·m; `years` is a number, or the name of
    the assumption that holds it.
    """

    category: str
    sub_types: tuple[str, ...]
    moment_below: Decimal | None
    years: int
    assumption: str
    valid_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EliminatedModel:
    """A model that the state has banned or restricted, with the basis that people are told."""

    pattern: str
    category: str
    basis: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A version: categories with parameters, common fields, papers, places, ages, banned models."""

    version: str
    title: str
    effective_on: date
    digest: str
    source: str
    groups: tuple[Group, ...]
    categories: tuple[Category, ...]
    common_groups: tuple[Group, ...]
    common_fields: tuple[CommonField, ...]
    attachments: tuple[AttachmentRequirement, ...]
    provinces: str
    cities: tuple[tuple[str, str], ...]
    townships: tuple[Township, ...]
    age_rules: tuple[AgeRule, ...]
    eliminated_models: tuple[EliminatedModel, ...]

    def __hash__(self) -> int:
        """By the digest of its content, so that it can be the key of a cache."""
        return hash(self.digest)

    def category(self, code: str) -> Category:
        """The category of that code; KeyError where there is none."""
        for category in self.categories:
            if category.code == code:
                return category
        raise KeyError(code)

    def has_category(self, code: str) -> bool:
        return any(category.code == code for category in self.categories)

    def enabled_categories(self) -> tuple[Category, ...]:
        return tuple(category for category in self.categories if category.enabled)

    def category_by_letter(self, letter: str) -> Category | None:
        """The category of a registration number's letter (T, S, W, Q, G), or None."""
        return next((item for item in self.categories if item.letter == letter), None)

    def common_field(self, code: str) -> CommonField:
        """The common field of that code; KeyError where there is none."""
        for field in self.common_fields:
            if field.code == code:
                return field
        raise KeyError(code)

    def has_common(self, code: str) -> bool:
        return any(field.code == code for field in self.common_fields)

    def common_in_group(self, group: str) -> tuple[CommonField, ...]:
        return tuple(field for field in self.common_fields if field.group == group)

    def asked(self, category: str, phase: Phase) -> tuple[Parameter, ...]:
        """The parameters a phase asks for: intake those of the old certificate, in old units."""
        every = self.category(category).parameters
        return every if phase == "renewal" else tuple(item for item in every if not item.added)

    def attachment(self, code: str) -> AttachmentRequirement:
        """The kind of paper of that code; KeyError where there is none."""
        for requirement in self.attachments:
            if requirement.code == code:
                return requirement
        raise KeyError(code)

    def attachment_requirements(
        self, phase: Phase, category: str, facts: Collection[str] = ()
    ) -> tuple[RequiredAttachment, ...]:
        """The papers of a phase in order, each required or optional; those switched off are left out.

        `facts` names what is known of the machine: second_hand, not_exempt, over_age, in_use,
        rack_hoist, not_manager, papers_lost (devices.rules.attachments derives them).
        """
        levels = ((item, item.level(phase, category, facts)) for item in self.attachments)
        return tuple(RequiredAttachment(item, level) for item, level in levels if level != "off")

    def township(self, text: str) -> Township | None:
        """The township of a code, name or alias, or None."""
        wanted = text.strip()
        for township in self.townships:
            if wanted in (township.code, township.name, *township.aliases):
                return township
        return None
