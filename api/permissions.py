"""Who may come in: asked of each view, whose tables say it."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Allowed(BasePermission):
    """Role or duty, step and scope: the same table as for the pages, and what the key was made for."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """True; False only where nobody is logged in. Raises NotAllowed with who may, or the scope that is missing."""
        if not request.user.is_authenticated:
            return False
        view.must_be_allowed(request)
        return True
