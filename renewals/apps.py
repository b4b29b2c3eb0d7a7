from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load_opinions(**kwargs: Any) -> None:
    from renewals.opinions import load_built_in

    load_built_in()


class RenewalsConfig(AppConfig):
    name = "renewals"
    verbose_name = "换证"

    def ready(self) -> None:
        """Follow machines, free what a reviewer who leaves has claimed; a migrated database has the first opinions."""
        from accounts.leaving import on_leaving
        from desk.claiming import free_claims
        from devices.signals import machine_stepped
        from documents.models import SubjectKind
        from documents.subjects import papers_follow
        from renewals import (
            effects,  # noqa: F401 (registers what changes of the city's data touch)
            personal,  # noqa: F401 (registers contact persons)
        )
        from renewals.models import RenewalApplication
        from renewals.services.claiming import RENEWALS
        from renewals.services.hanging import on_machine_stepped

        on_leaving(partial(free_claims, RENEWALS))
        papers_follow(SubjectKind.RENEWAL, lambda user: RenewalApplication.objects.visible_to(user))
        machine_stepped.connect(on_machine_stepped, dispatch_uid="renewals.hanging")
        post_migrate.connect(_load_opinions, sender=self)
