"""后台任务 of the interface as a list."""

from __future__ import annotations

from django.http import QueryDict

from accounts.models import User
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec
from renewals.interface_words import InterfaceJobState
from renewals.models import InterfaceJob

JOBS = ListSpec(
    columns=(Column("创建时间", order="created_at"),),
    typed=(),
    search=lambda rows, _typed: rows,
    facets=(Facet("state", "状态", dict(InterfaceJobState.choices), key="state"),),
)


def job_list(user: User, params: QueryDict) -> Listing[InterfaceJob]:
    """The firm's jobs."""
    return Listing(JOBS, InterfaceJob.objects.visible_to(user), params)
