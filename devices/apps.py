from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _keep_catalogue(**kwargs: Any) -> None:
    from devices.services.catalogue import publish_built_in

    publish_built_in()


class DevicesConfig(AppConfig):
    name = "devices"
    verbose_name = "台账"

    def ready(self) -> None:
        from accounts.leaving import on_leaving
        from desk.claiming import free_claims
        from devices.models import Device
        from devices.recognised.kinds import doubts_about, read_attached
        from devices.services.claiming import INTAKES
        from documents.models import SubjectKind
        from documents.services import followers, remarks
        from documents.subjects import papers_follow

        on_leaving(partial(free_claims, INTAKES))
        papers_follow(SubjectKind.DEVICE, lambda user: Device.objects.visible_to(user))
        followers.append(read_attached)
        remarks.append(doubts_about)
        from devices import personal  # noqa: F401 (registers contact persons)

        # The catalogue is data that code cannot do without: every migrated database has it.
        post_migrate.connect(_keep_catalogue, sender=self)
