"""预审检查 of what a program sends over what is kept, without keeping anything: what the form's live check does."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from devices.api.reading import papers_at, read_leniently
from devices.findings import Finding
from documents.models import Attachment, SubjectKind
from renewals.api.showing import is_manager, shown_findings
from renewals.carrying import merged_parameters
from renewals.models import RenewalApplication
from renewals.precheck import precheck


def prechecked(renewal: RenewalApplication, data: Mapping[str, Any], user: User) -> dict[str, Any]:
    """Everything that the rules would say of the renewal (kept or not) with `data` merged in.

    What cannot be read is a finding, too; papers that tokens name count as being there.
    """
    given, faults = read_leniently(renewal, data, phase="renewal", user=user)
    shown = copy.copy(renewal)
    shown.set_common(given.common)
    shown.parameters = merged_parameters(renewal.parameters, given.parameters, renewal.category_data)
    own = Attachment.objects.of(*papers_at(renewal)).exclude(pk__in=given.removed)
    standing = Attachment.objects.of(SubjectKind.ENTERPRISE, renewal.enterprise_id)
    held = {paper.kind for paper in (*own.usable(), *standing.usable())}
    kinds = frozenset(held | {staged.kind for staged in given.staged})
    unread = [Finding(fault["code"], "error", fault["path"], fault["detail"]) for fault in faults]
    found = [*unread, *precheck(shown, submitted_by_manager=is_manager(user), kinds=kinds)]
    blocking = sum(finding.blocks for finding in found)
    return {
        "may_submit": not blocking,
        "blocking": blocking,
        "warnings": len(found) - blocking,
        "findings": shown_findings(shown, found),
    }
