from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "任务历史"

    def ready(self) -> None:
        """Name the tables of the record; the database guards them after every migrate."""
        from audit import own_sources  # noqa: F401
        from audit.rekeying import renew_notes
        from ground.encrypting import on_key_change

        on_key_change("audit_privatenote", renew_notes)
        # It comes once for each app, when all tables are there: once is enough.
        post_migrate.connect(_set_guards, sender=self, dispatch_uid="audit.guards")


def _set_guards(using: str, **_: Any) -> None:
    from audit.guards import set_guards

    set_guards(connections[using])
