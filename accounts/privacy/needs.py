"""Who needs names and numbers in full without giving a reason: the own firm's people, of their own firm's."""

from __future__ import annotations

from accounts.models import User


def sees_whole(viewer: User, enterprise_id: int | None) -> bool:
    """Whether the viewer acts for that firm itself; a look as the firm (代查看, whose key is nobody's) does not."""
    return bool(
        viewer.is_active and viewer.is_enterprise and viewer.pk > 0 and viewer.enterprise_id == enterprise_id
    )
