"""The papers: which are required of this machine, and which are missing."""

from __future__ import annotations

from devices.ages import AgeState
from devices.catalogue.papers import RequiredAttachment
from devices.catalogue.schema import Phase
from devices.findings import Finding
from devices.rules.age import age_of
from devices.rules.facts import MachineFacts


def paper_facts(facts: MachineFacts) -> frozenset[str]:
    """What decides the conditional papers: the names that the catalogue's `when = {fact = …}` uses.

    `facts` must be in new units.
    """
    age, common = age_of(facts), facts.common
    known = {
        "second_hand": common.get("is_second_hand") == "true",
        "not_exempt": common.get("supervision_exempt") != "true",
        "over_age": age is not None and age.state is AgeState.OVER,
        "in_use": bool(common.get("current_site", "")),
        "rack_hoist": (facts.category, facts.sub_type) == ("construction_hoist", "rack_pinion"),
        "not_manager": not facts.by_manager,
        "papers_lost": bool(common.get("license_missing_reason", "")),
    }
    return frozenset(name for name, holds in known.items() if holds)


def papers_of(facts: MachineFacts, phase: Phase) -> tuple[RequiredAttachment, ...]:
    """The papers that form and checklist show for this machine, each required or optional."""
    judged = facts.in_new_units(phase)
    return facts.catalogue.attachment_requirements(phase, facts.category, paper_facts(judged))


def check_attachments(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """One finding for each required paper that is missing."""
    return [
        Finding(
            "A-MISSING",
            paper.kind.missing,
            paper.path,
            f"{paper.kind.label}：缺少，请添加。{paper.kind.hint}",
        )
        for paper in papers_of(facts, phase)
        if paper.level == "required" and paper.kind.code not in facts.attachments
    ]
