"""Reads of matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from accounts.policies import Action, may
from accounts.roles import Role
from ground.glossary import MatterKind as Kind
from ground.glossary import MatterStatus as Status
from ground.searching import matching
from matters.models.kinds import OFFERED, UNDECIDED

if TYPE_CHECKING:
    from matters.models.matter import Matter  # noqa: F401


class MatterQuerySet(models.QuerySet["Matter"]):
    """Reads of matters; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> MatterQuerySet:
        """The own firm's and what is offered to it; for those of the office who read the register what was handed in; a
        supervisor's by town."""
        if not user.is_active:
            return self.none()
        if user.is_enterprise:
            offered = models.Q(counterparty_id=user.enterprise_id, status__in=OFFERED)
            return self.filter(models.Q(enterprise_id=user.enterprise_id) | offered)
        if not may(user, Action.VIEW_REGISTER):
            return self.none()
        handed_in = self.filter(round__gt=0)
        if user.role != Role.SUPERVISOR:
            return handed_in
        return handed_in.filter(device__storage_town=user.town).exclude(device__storage_town="")

    def own_of(self, user: User) -> MatterQuerySet:
        """Those that the person's own firm applies for; what the office has filed is not the firm's to change."""
        return self.visible_to(user).filter(enterprise=user.own_enterprise, by_office=False)

    def awaiting_review(self) -> MatterQuerySet:
        """企业事项待办: handed in, confirmed where another firm must, and undecided."""
        return self.filter(status=Status.PENDING).exclude(kind=Kind.NUMBER_CORRECTION)

    def corrections(self) -> MatterQuerySet:
        """备案号更正: what one administrator has asked for and another decides on."""
        return self.filter(kind=Kind.NUMBER_CORRECTION)

    def undecided(self) -> MatterQuerySet:
        """Those that somebody still has to do something with."""
        return self.filter(status__in=UNDECIDED)

    def deferrals_in_force(self) -> MatterQuerySet:
        """The declarations that keep their machine 暂不换证."""
        return self.filter(kind=Kind.DEFERRAL, status=Status.IN_FORCE)

    def search(self, text: str) -> MatterQuerySet:
        """Those whose reference, number, model or serial contains `text`."""
        return self.filter(matching(text)) if text else self
