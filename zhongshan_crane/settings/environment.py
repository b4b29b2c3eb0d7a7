"""What the surroundings say: folders, debug, secret, host names."""

from __future__ import annotations

import environ
from django.core.exceptions import ImproperlyConfigured

from zhongshan_crane.places import BASE_DIR, VAR_DIR

VAR_DIR.mkdir(parents=True, exist_ok=True)
# A secret may come from a file instead: DJANGO_SECRET_KEY_FILE=/run/secrets/django_secret_key
env = environ.FileAwareEnv()

__all__ = [
    "ALLOWED_HOSTS",
    "BASE_DIR",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "PORT",
    "PUBLIC_BASE_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "TRUSTED_PROXIES",
    "VAR_DIR",
    "env",
]

DEMO_SECRET_KEY = "demo-only-not-for-production-5f0c1a7e9b3d4c68a2e1"  # noqa: S105 - never used with debug off


def _secret_key(*, debug: bool) -> str:
    """Return the signing key; without debug the surroundings must name one of at least 50 characters."""
    key = env.str("DJANGO_SECRET_KEY", default="")
    if debug:
        return key or DEMO_SECRET_KEY
    if len(key) < 50 or key == DEMO_SECRET_KEY:
        raise ImproperlyConfigured(
            "DJANGO_SECRET_KEY 未设置或过短：生产环境需要至少 50 个字符的随机密钥，设置后再启动。"
        )
    return key


def _allowed_hosts(*, debug: bool) -> list[str]:
    """Return the host names that are answered; without debug they must be named."""
    hosts = env.list("DJANGO_ALLOWED_HOSTS", default=[])
    if debug:
        return hosts or ["localhost", "127.0.0.1", "[::1]"]
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "DJANGO_ALLOWED_HOSTS 未设置：生产环境须写明网站的域名(不可用 *)，设置后再启动。"
        )
    return hosts


DEBUG = env.bool("DJANGO_DEBUG", default=True)
SECRET_KEY = _secret_key(debug=DEBUG)
# Former keys: the plates that hang on machines were signed with the key of their day.
SECRET_KEY_FALLBACKS = env.list("DJANGO_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = _allowed_hosts(debug=DEBUG)

PORT = env.int("PORT", default=8000)
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]

# How many reverse proxies stand in front. 0: the peer's own address counts and X-Forwarded-* is ignored.
TRUSTED_PROXIES = env.int("DJANGO_TRUSTED_PROXIES", default=0)
