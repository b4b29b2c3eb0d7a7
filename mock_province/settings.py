"""Settings of the platform. Its variables are its own: nothing of the portal's Django settings is read."""

import os
import secrets
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("MOCK_PROVINCE_DATA", "var/mock_province")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

APP_KEY = os.environ.get("PROVINCE_APP_KEY", "zhongshan-demo")
APP_SECRET = os.environ.get("PROVINCE_APP_SECRET", "demo-secret-not-for-production")
PUBLIC_URL = os.environ.get("MOCK_PROVINCE_PUBLIC_URL", "http://127.0.0.1:8100").rstrip("/")
DECISION_SECONDS = float(os.environ.get("MOCK_PROVINCE_SECONDS", "8"))
FIRST_SERIAL = int(os.environ.get("MOCK_PROVINCE_FIRST_SERIAL", "1"))
REGION_CODE = "442000"

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(48)  # Nothing that it signs outlives the process.
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    *filter(None, os.environ.get("MOCK_PROVINCE_ALLOWED_HOSTS", "").split(",")),
]
INSTALLED_APPS = ["mock_province"]
ROOT_URLCONF = "mock_province.urls"
WSGI_APPLICATION = "mock_province.wsgi.application"
APPEND_SLASH = False
MIDDLEWARE = [
    "mock_province.journal.RequestJournal",
    "django.middleware.common.CommonMiddleware",
    "mock_province.journal.SecurityHeaders",
]
# Cookies know no port: the portal on the same host must keep its own.
CSRF_COOKIE_NAME = "mock_province_csrf"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}}]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "db.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
