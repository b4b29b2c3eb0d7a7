"""Reads of machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from accounts.policies import Action, may
from accounts.roles import Role
from ground.glossary import IntakeStatus as Intake
from ground.searching import matching

if TYPE_CHECKING:
    from devices.models.device import Device  # noqa: F401


class DeviceQuerySet(models.QuerySet["Device"]):
    """Reads of machines; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> DeviceQuerySet:
        """The own firm's; for those of the office who read the register what was ever handed in; a supervisor's by
        storage town."""
        mine = self.filter(deleted_at__isnull=True)
        if not user.is_active:
            return mine.none()
        if user.is_enterprise:
            return mine.filter(enterprise_id=user.enterprise_id)
        if not may(user, Action.VIEW_REGISTER):
            return mine.none()
        handed_in = mine.filter(submitted_at__isnull=False)
        if user.role != Role.SUPERVISOR:
            return handed_in
        return handed_in.filter(storage_town=user.town).exclude(storage_town="")

    def unapproved(self) -> DeviceQuerySet:
        """未审核通过设备信息."""
        return self.exclude(intake_status=Intake.APPROVED)

    def registered(self) -> DeviceQuerySet:
        """备案设备信息."""
        return self.filter(intake_status=Intake.APPROVED)

    def awaiting_intake_review(self) -> DeviceQuerySet:
        """入库待办."""
        return self.filter(intake_status=Intake.PENDING, deleted_at__isnull=True)

    def search(self, text: str) -> DeviceQuerySet:
        """Those whose number (old or new), model, serial or internal number contains `text`."""
        return self.filter(matching(text)) if text else self
