"""The words of keys: how one stands, and under which heading its scopes are offered."""

from __future__ import annotations

from collections.abc import Iterable

from api.scopes import Scope
from ground.worded import Worded


class KeyState(Worded):
    """How a key stands."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "已过期"
    REVOKED = "revoked", "已停用"

    @property
    def tone(self) -> str:
        """The colour family of the state's tag."""
        return {"valid": "ok", "expired": "warn"}.get(self.value, "idle")


_HEADINGS = {
    "devices": "设备",
    "renewals": "换证",
    "certificates": "电子证照",
    "matters": "企业事项",
    "messages": "消息",
    "papers": "企业公共附件",
    "webhooks": "事件推送",
    "queues": "待办与台账",
    "enterprises": "企业",
}


def grouped(scopes: Iterable[Scope]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The scopes as a form offers them: under each heading its values with their words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for scope in scopes:
        heading = _HEADINGS[scope.value.partition(":")[0]]
        found.setdefault(heading, []).append((scope.value, f"{scope.label}（{scope.value}）"))
    return list(found.items())
