"""Whether pages offer the other system's login."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def identity_name(request: HttpRequest) -> dict[str, str]:
    """`identity_name` for templates: the system's name, empty where none is configured."""
    return {"identity_name": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}
