"""Who does a step, without importing who people are."""

from __future__ import annotations

from dataclasses import dataclass

from ground.glossary import ActorKind


@dataclass(frozen=True)
class Actor:
    """The doer of a step: `id` is the account's or key's id, empty for system and province.

    `unit` is the side that acts as people name it (企业, 审批办, 系统, 省网); it holds no personal data.
    """

    kind: ActorKind
    id: str = ""
    unit: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, unit="系统")
COMMAND = Actor(ActorKind.SYSTEM, unit="命令")  # somebody at the server, without an account here
PROVINCE = Actor(ActorKind.PROVINCE, unit="省网")
