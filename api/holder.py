"""Who acts with a key: staff of its firm (or a reader of the office) with no more than the key's scopes."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import Role
from api.models import ApiKey
from api.scopes import permitted
from audit.actors import Actor
from ground.glossary import ActorKind


class KeyHolder(User):
    """Stands where a person would; the account's number is that of who made the key, who answers for it.

    It is never loaded and never saved: it knows no name, no password, and what it did says the key.
    """

    key: ApiKey

    class Meta:
        proxy = True

    @classmethod
    def of(cls, key: ApiKey) -> KeyHolder:
        """The holder of a usable key."""
        firm = key.enterprise
        role = Role.ENTERPRISE_MANAGER if firm else Role.REVIEWER
        holder = cls(pk=key.made_by_id, username=key.mark, role=role, enterprise=firm, must_consent=False)
        holder.key, holder.only = key, permitted(key.held, office=firm is None)
        return holder

    @property
    def actor(self) -> Actor:
        """The key as the doer of a step; of a firm's key the firms' pages read 企业(接口)."""
        return Actor(
            ActorKind.KEY, id=str(self.key.pk), unit="企业(接口)" if self.enterprise_id else "审批办(接口)"
        )

    def save(self, *args: object, **kwargs: object) -> None:
        """A stand-in is no row."""
        raise TypeError("the holder of a key is not an account")
