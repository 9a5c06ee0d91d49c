"""All settings. What differs between machines comes from the environment.

`.env.example` lists every variable with its default. Secrets have no default: outside demo mode (`DEMO=1`,
which `make run` sets) a missing value stops the program with a sentence that names it.
"""

import os
import tomllib
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

from iqies_roles.environment import SQLITE, Environment
from iqies_roles.exposure import refuse_debug, refuse_demo, refuse_weak_secret, sign_of_others
from iqies_roles.logging_settings import logging_settings
from iqies_roles.private_files import PrivateConnection
from iqies_roles.security_txt import security_txt
from iqies_roles.single_sign_on import single_sign_on

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # what setup builds; servers only read it, and git ignores it

env = Environment()
env.read_file(os.environ.get("ENV_FILE", ""), otherwise=BASE_DIR / ".env")

DEMO = env.switch("DEMO", default=False)
DEBUG = env.switch("DEBUG", default=False)
# What servers write: the pid file, and the file of SQLite if its path is relative.
STATE_DIR = VAR_DIR if DEMO else env.folder("STATE_DIR", otherwise=VAR_DIR)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.str("PORT", default="8000")

SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.host_names("ALLOWED_HOSTS")
PROXY_COUNT = env.number("PROXY_COUNT", default=0, least=0, most=20)
database_url = env.str("DATABASE_URL", default="")
database_folder = BASE_DIR if STATE_DIR == VAR_DIR else STATE_DIR
database = env.database(database_url, database_folder) if database_url else {}
HTTPS = env.switch("HTTPS", default=not (DEMO or DEBUG))
exposed = sign_of_others(HOST, ALLOWED_HOSTS, PROXY_COUNT, https=HTTPS)
if DEMO:
    refuse_demo(exposed)
    demo_secret = VAR_DIR / "secret-key"  # created by setup
    SECRET_KEY = SECRET_KEY or (demo_secret.read_text() if demo_secret.exists() else "")
    database = database or {"ENGINE": SQLITE, "NAME": str(VAR_DIR / "trainer.sqlite3")}
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]

required = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": database, "ALLOWED_HOSTS": ALLOWED_HOSTS}
if missing := [name for name, value in required.items() if not value]:
    raise ImproperlyConfigured(
        f"Set {', '.join(missing)} in the environment or in .env (see .env.example), "
        "or start the demo with `make run`."
    )

refuse_weak_secret(SECRET_KEY, exposed)
if DEBUG:
    refuse_debug(exposed)
# The secret before the present one. What it has signed stays valid.
SECRET_KEY_FALLBACKS = [old] if (old := env.str("OLD_SECRET_KEY", default="")) else []

# Options of the simulator

SHOW_ROLES_NOT_IN_JOB_AID = env.switch("SHOW_ROLES_NOT_IN_JOB_AID", default=True)
SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", default="")
SECURITY_TXT = security_txt(env.str("SECURITY_CONTACT", default=""), env.str("SECURITY_EXPIRES", default=""))
SERVICE_CENTER_PHONE = env.str("SERVICE_CENTER_PHONE", default="888-477-7876")
SERVICE_CENTER_LATER_PHONE = env.str("SERVICE_CENTER_LATER_PHONE", default="1-800-339-9313")
if SERVICE_CENTER_LATER_PHONE.lower() == "none":
    SERVICE_CENTER_LATER_PHONE = ""
SERVICE_CENTER_EMAIL = env.str("SERVICE_CENTER_EMAIL", default="iQIES@cms.hhs.gov")
PRACTICE_ACCOUNTS_PER_HOUR = env.number("PRACTICE_ACCOUNTS_PER_HOUR", default=60, least=0, most=1_000_000)
WORKERS = env.number("WORKERS", default=2, least=1, most=200)
THREADS = 4  # of each worker
QA_SANDBOX_HOURS = env.number("QA_SANDBOX_HOURS", default=24, least=1, most=10_000)
# The QA API creates a sandbox for everybody who has the token: never where people train.
QA_API = env.switch("QA_API", default=False)
QA_API_IN_PRODUCTION = env.switch("QA_API_IN_PRODUCTION", default=False)
QA_API_TOKEN = env.str("QA_API_TOKEN", default="")
if QA_API and not (DEMO or DEBUG or QA_API_IN_PRODUCTION):
    raise ImproperlyConfigured(
        "QA_API=1 is refused with production settings. On a test site, also set QA_API_IN_PRODUCTION=1."
    )
if QA_API and len(QA_API_TOKEN) < 20:
    raise ImproperlyConfigured("QA_API=1 needs a QA_API_TOKEN of at least 20 characters.")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN must have at least 20 characters.")
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

# The application

INSTALLED_APPS = [
    "iqies_roles",
    "accounts",
    "rolerequests",
    "training",
    "iqies_roles.apps.SimulatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
]

MIDDLEWARE = [
    "iqies_roles.logs.request_id",
    "iqies_roles.middleware.default_port",
    "django.middleware.security.SecurityMiddleware",
    "iqies_roles.workarounds.missing_static_files.WhiteNoiseMiddleware",
    "iqies_roles.middleware.compression",
    "iqies_roles.middleware.content_security_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "iqies_roles.middleware.private_pages",
    "iqies_roles.middleware.max_request_size",
    "iqies_roles.health.health",
    *(["iqies_roles.metrics.metrics"] if METRICS_TOKEN else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.session_limits.session_limits",
    "accounts.preview.preview",
    "accounts.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "iqies_roles.middleware.head_requests",
    "iqies_roles.middleware.method_not_allowed",
]

ROOT_URLCONF = "iqies_roles.urls"
WSGI_APPLICATION = "iqies_roles.wsgi.application"

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
                "iqies_roles.context_processors.footer",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database. IMMEDIATE: SQLite takes its write lock when a transaction begins. A deferred lock fails under
# load.

DATABASES = {"default": {**database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # a pooler in transaction mode loses them
if database["ENGINE"] == SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "factory": PrivateConnection,
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Login. The lockout counts User ID and address together, so that the typing errors of one person do not lock
# out a class behind the same address, and nobody elsewhere can lock out a class. The handler also counts the
# User ID at all addresses. A failure during a lockout does not prolong it: the message named its end.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["accounts.passwords.PasswordHasher", "accounts.passwords.GeneratedPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["user_id"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.SurroundingBlanksValidator"},
]
SSO: Any = single_sign_on(  # None if it is off
    issuer=env.str("SSO_ISSUER", default=""),
    client_id=env.str("SSO_CLIENT_ID", default=""),
    client_secret=env.str("SSO_CLIENT_SECRET", default=""),
    groups=env.str("SSO_GROUPS", default=""),
    groups_claim=env.str("SSO_GROUPS_CLAIM", default=""),
    superuser=env.str("SSO_SUPERUSER", default=""),
    scopes=env.str("SSO_SCOPES", default=""),
)
STAFF_PASSWORDS = env.switch("STAFF_PASSWORDS", default=True)
if not (STAFF_PASSWORDS or SSO):
    raise ImproperlyConfigured("STAFF_PASSWORDS=0 needs single sign-on: without it no staff can log in.")
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "welcome"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "iqies_roles.views.csrf_failure"
SESSION_ENGINE = "iqies_roles.sessions"
# The cookie ends with the browser. The limits in the database end sessions of browsers that stay open.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", default=60, least=5, most=1440)
SESSION_MAX_HOURS = env.number("SESSION_MAX_HOURS", default=24, least=1, most=168)
STAFF_SESSION_IDLE_MINUTES = env.number("STAFF_SESSION_IDLE_MINUTES", default=30, least=5, most=1440)
STAFF_SESSION_MAX_HOURS = env.number("STAFF_SESSION_MAX_HOURS", default=12, least=1, most=168)
SESSION_COOKIE_AGE = max(SESSION_IDLE_MINUTES, STAFF_SESSION_IDLE_MINUTES) * 60
# Browsers send cookies to all ports of a host. Each installation has its own names, so that logging in to
# one simulator does not log out of another one. A new secret does not change them.
INSTALLATION = sha256(
    " ".join(str(database.get(each, "")) for each in ("HOST", "PORT", "NAME", "OPTIONS")).encode()
).hexdigest()[:8]
SESSION_COOKIE_NAME = f"session_{INSTALLATION}"
CSRF_COOKIE_NAME = f"csrf_{INSTALLATION}"

AXES_HANDLER = "accounts.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = "accounts.lockout.failure_limit"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # the user admin shows and lifts lockouts
AXES_CLIENT_IP_CALLABLE = "accounts.client_address.client_address"

SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # no axes middleware: the login form shows when to try again
]

# Pages: no inline code and nothing from other sites, in the admin too

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000  # the preview of a class with 1,000 pasted lines has five for each

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]
SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Static files: ours, and those that setup built from the design system

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("img", BASE_DIR / "static" / "img"),
    ("js", BASE_DIR / "static" / "js"),
    VAR_DIR / "assets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "iqies_roles.static_files.StaticFilesStorage"},
}
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# An upgrade beside a running server must not change the files that it serves: all others have hashed names.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# On log-in handouts and the projector; '' for the address at which staff have opened the page.
SITE_ADDRESS = env.site_address("SITE_ADDRESS")

# Language and time

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE must be a zone such as America/New_York, not {TIME_ZONE}.")
FORMAT_MODULE_PATH = "iqies_roles.formats"
USE_I18N = False
USE_TZ = True

LOG_JSON = env.switch("LOG_JSON", default=False)
LOGGING = logging_settings(as_json=LOG_JSON)
