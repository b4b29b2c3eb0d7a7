"""Findings in the city's words: a rule's sentence begins with its field's label, which the city may have changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from devices.catalogue import Catalogue, built_in
from devices.field_labels import label_of
from devices.findings import Finding


def named_by(catalogue: Catalogue, category: str, found: Iterable[Finding]) -> list[Finding]:
    """The findings with the label that the catalogue gives each field where the rule says the product's own."""
    return [_named(catalogue, category, finding) for finding in found]


def _named(catalogue: Catalogue, category: str, finding: Finding) -> Finding:
    products = f"{label_of(built_in(), category, finding.path)}："
    citys = f"{label_of(catalogue, category, finding.path)}："
    if products == citys or not finding.sentence.startswith(products):
        return finding
    return replace(finding, sentence=citys + finding.sentence.removeprefix(products))
