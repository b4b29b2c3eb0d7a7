"""Static files and stored documents."""

from __future__ import annotations

from .environment import BASE_DIR, DEBUG, VAR_DIR, env

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

MEDIA_ROOT = env.path(
    "MEDIA_ROOT", default=str(VAR_DIR / "media")
)  # no MEDIA_URL: files leave through views that check

_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Readable for whoever serves them: the image's and the proxy's accounts are not the one that collects them.
    "staticfiles": {"BACKEND": _PLAIN if DEBUG else _HASHED, "OPTIONS": {"file_permissions_mode": 0o644}},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
