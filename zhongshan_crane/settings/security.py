"""Accounts, cookies, headers and the content security policy."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from .environment import DEBUG, TRUSTED_PROXIES, env

ROLES = ("enterprise_staff", "enterprise_manager", "reviewer", "administrator", "head", "supervisor")

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# GB/T 22239, level 3; each with its sentence in accounts.passwords.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.MixedClasses"},
    {"NAME": "accounts.passwords.NotOneself"},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotRecent"},
]

# Whether nobody may hold two of 系统管理员, 安全管理员, 审计管理员; a small office lets one person hold several.
DUTIES_STRICTLY_SEPARATED = env.bool("DUTIES_STRICTLY_SEPARATED", default=False)
# So many failed logins of one account within so many minutes lock it for so many minutes; an address has a limit of
# its own, because a whole office may share it.
LOGIN_FAILURES = env.int("LOGIN_FAILURES", default=5)
LOGIN_FAILURE_MINUTES = env.float("LOGIN_FAILURE_MINUTES", default=15.0)
LOGIN_LOCK_MINUTES = env.float("LOGIN_LOCK_MINUTES", default=30.0)
LOGIN_FAILURES_BY_ADDRESS = env.int("LOGIN_FAILURES_BY_ADDRESS", default=100)

# 动态口令: which roles must have one (anybody may); how many steps of 30 s a phone's clock may be off, either way.
OTP_REQUIRED_ROLES = env.list("OTP_REQUIRED_ROLES", default=[] if DEBUG else ["reviewer", "administrator"])
if unknown := set(OTP_REQUIRED_ROLES) - set(ROLES):
    raise ImproperlyConfigured(f"OTP_REQUIRED_ROLES 中没有这样的角色：{'、'.join(sorted(unknown))}。")
OTP_DRIFT_STEPS = env.int("OTP_DRIFT_STEPS", default=1)

# 再次验证: for how many minutes a login or proof is enough for dangerous steps (accounts.proof).
REAUTH_MINUTES = env.float("REAUTH_MINUTES", default=15.0)

# How many requests for a new password one account and one network address may make in an hour.
RESETS_BY_ACCOUNT = env.int("RESETS_BY_ACCOUNT", default=3)
RESETS_BY_ADDRESS = env.int("RESETS_BY_ADDRESS", default=20)
# 代查看: after how many minutes an administrator's look at a firm's portal ends by itself.
ACTING_MINUTES = env.int("ACTING_MINUTES", default=30)
# How many checks of 证照查验 one network address may make in a minute; a whole site office may share one.
VERIFY_PER_MINUTE = env.int("VERIFY_PER_MINUTE", default=30)

# Who may read /metrics: whoever names this token (Authorization: Bearer …); empty: this machine itself alone.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

HTTPS = env.bool("DJANGO_HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^api/v1/"]  # programs are refused instead (zhongshan_crane.interface_gate)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A browser takes a __Host- cookie from this very host over HTTPS alone, and from no neighbour below the same domain.
_OWN_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_OWN_HOST}sessionid", f"{_OWN_HOST}csrftoken"
MESSAGE_COOKIE_NAME, LARGE_TYPE_COOKIE_NAME = f"{_OWN_HOST}messages", f"{_OWN_HOST}large_type"
MESSAGE_STORAGE = "ground.said.MessageStorage"
# Minutes without a step after which a session ends, in the portal and in the console; hours after which it ends anyhow.
PORTAL_IDLE_MINUTES = env.float("PORTAL_IDLE_MINUTES", default=30.0)
CONSOLE_IDLE_MINUTES = env.float("CONSOLE_IDLE_MINUTES", default=15.0)
SESSION_HOURS = env.float("SESSION_HOURS", default=12.0)
# Whether a login ends all other sessions of the account.
SINGLE_SESSION = env.bool("SINGLE_SESSION", default=False)
# Days after which a password is changed at the next login; 0: never.
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=0 if DEBUG else 90)
SESSION_COOKIE_AGE = int(SESSION_HOURS * 3600)  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # htmx takes the token from the page, no script reads the cookie
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS

# Named and shaped like Django 6's setting, so that the later switch is a deletion of our middleware.
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
# What every answer carries besides, also those that no view has made.
MORE_HEADERS = {
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

# 查毒 of files from outside: none, clamd:/path/of.sock or clamd://host:port; the seconds that one file may take; and
# what happens while the scanner is away: refuse the file, or take it and have it looked through later.
FILE_SCANNER = env.str("FILE_SCANNER", default="none")
FILE_SCANNER_SECONDS = env.float("FILE_SCANNER_SECONDS", default=30.0)
FILE_SCANNER_AWAY = env.str("FILE_SCANNER_AWAY", default="refuse")
# How long the list of infected files names who brought them from where.
QUARANTINE_KEEP_DAYS = env.int("QUARANTINE_KEEP_DAYS", default=365)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a request without its files
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes; larger files go to a temporary file
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # of one request: photos for a batch; their bytes are bounded besides
FILE_UPLOAD_PERMISSIONS = 0o640
