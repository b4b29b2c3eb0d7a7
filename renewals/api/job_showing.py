"""Jobs as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from api.fields import coded
from renewals.interface_words import InterfaceJobKind, InterfaceJobState
from renewals.models import InterfaceItem, InterfaceJob


def shown_jobs(jobs: Sequence[InterfaceJob]) -> list[dict[str, Any]]:
    """Lines of the list; one query for the progress of all."""
    counted = InterfaceItem.objects.filter(job__in=jobs).values("job").order_by()
    rows = counted.annotate(total=Count("pk"), done=Count("status"))
    progress = {row["job"]: {"done": row["done"], "total": row["total"]} for row in rows}
    return [_shown(job, progress.get(job.pk, {"done": 0, "total": 0})) for job in jobs]


def shown_job(job: InterfaceJob) -> dict[str, Any]:
    """One job with its results."""
    results = [
        {
            "index": item.place,
            "reference": item.reference,
            "status": item.status,
            "revision": item.revision,
            "errors": item.errors or [],
        }
        for item in job.items.order_by("place")
    ]
    done = sum(result["status"] is not None for result in results)
    return {**_shown(job, {"done": done, "total": len(results)}), "results": results}


def _shown(job: InterfaceJob, progress: dict[str, int]) -> dict[str, Any]:
    return {
        "id": job.pk,
        "kind": coded(InterfaceJobKind(job.kind)),
        "state": coded(InterfaceJobState(job.state)),
        "progress": progress,
        "said": job.problem,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }
