"""Apps, middleware, templates and the language."""

from __future__ import annotations

from .environment import BASE_DIR

OUR_APPS = [
    "ground",
    "audit",
    "accounts",
    "api",
    "inbox",
    "documents",
    "desk",
    "vision",
    "devices",
    "renewals",
    "certificates",
    "cases",
    "matters",
    "provincial_sync",
    "reports",
    "zhongshan_crane",
]

INSTALLED_APPS = [
    *OUR_APPS,
    "whitenoise.runserver_nostatic",
    "zhongshan_crane.apps.ConsoleConfig",  # django.contrib.admin on our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_fsm",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "zhongshan_crane.request_id.RequestIdMiddleware",
    "zhongshan_crane.content_security.ContentSecurityMiddleware",
    "zhongshan_crane.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhongshan_crane.out_of_service.OutOfServiceMiddleware",
    "zhongshan_crane.interface_gate.InterfaceGate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhongshan_crane.request_id.PersonMiddleware",
    "zhongshan_crane.body_bounds.BodyBounds",  # knows who asks; nothing above has read the body yet
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.idle.SessionLimits",
    "accounts.must_change.MustChangePassword",
    "accounts.must_change.MustEnrol",
    "accounts.privacy.gate.MustConsent",
    "accounts.views.proof.ProofAgain",
    "zhongshan_crane.file_trail.FileTrailMiddleware",
    "zhongshan_crane.acting.ActingMiddleware",
    "ground.kept_counts.MenuCountsMiddleware",
    "zhongshan_crane.null_characters.NullCharacterMiddleware",
    "zhongshan_crane.broken_rules.BrokenRulesMiddleware",
]

ROOT_URLCONF = "zhongshan_crane.urls"
WSGI_APPLICATION = "zhongshan_crane.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhongshan_crane.menu_counts.nav",
                "zhongshan_crane.display.large_type",
                "accounts.identity.showing.identity_name",
                "zhongshan_crane.province_line.province",
            ],
        },
    }
]
FORM_RENDERER = "ground.forms.HouseRenderer"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
FORMAT_MODULE_PATH = "zhongshan_crane.formats"  # ISO dates, on screen and in date fields
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
