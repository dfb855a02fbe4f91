"""Settings, read from the environment. docs/operations.md lists every variable.

Without any variable set the portal refuses to start in production terms (`check --deploy`); `make run` sets the few that a trial needs.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("ICONM_VAR", str(BASE_DIR / "var")))
DEMO = env.bool("ICONM_DEMO", False)
HTTPS = env.bool("ICONM_HTTPS", True)

# `make setup` keeps a key for the trial beside its database, so that manage.py works there without any variable.
_trial_key = VAR_DIR / "secret-key"
SECRET_KEY = env.str("ICONM_SECRET_KEY", "") or (_trial_key.read_text(encoding="ascii").strip() if _trial_key.is_file() else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "ICONM_SECRET_KEY is not set. `make setup` makes one for a trial; in production put a random value of at least 50 characters"
        " into the environment (deploy/production.env.example)."
    )
DEBUG = env.bool("ICONM_DEBUG", False)
ALLOWED_HOSTS = env.list("ICONM_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ICONM_ORIGINS", default=[])

INSTALLED_APPS = [
    "iconm.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "iconm",
    "accounts",
    "audit",
    "jobs",
    "ledger",
    "programs",
    "kpis",
    "finance",
    "ventures",
    "outreach",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.middleware.remember_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.extend_session",
    "iconm.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.RoleRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "iconm.urls"
WSGI_APPLICATION = "iconm.wsgi.application"
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
                "iconm.navigation.frame",
            ],
            "builtins": ["iconm.templatetags.portal", "iconm.templatetags.charts", "iconm.templatetags.numbers"],
        },
    }
]

# Data. SQLite takes its write lock at BEGIN: two writers queue instead of failing half-way (docs/decisions/0003).
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: without it INSERT OR REPLACE removes a row behind the back of its DELETE trigger.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PasswordBackend",
    "accounts.backends.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.address.client_address"  # behind a proxy every address would else be the proxy's
AXES_ENABLE_ADMIN = False  # its tables are English, and its attempts are in our own audit trail
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in our own audit trail

# Sessions end after an hour without a request (accounts.middleware.extend_session keeps them alive), and with the browser.
SESSION_COOKIE_AGE = 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("ICONM_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Nothing from outside: one block, so that Django 6's own CSP can take over by renaming it.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # plotly.js adds an empty style element and fills it by script: this is the digest of nothing at all.
        "style-src": [SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time.
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
FORMAT_MODULE_PATH = ["iconm.formats"]

# The grid sends a handful of fields for each of its rows when there is no script.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Files.
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "iconm.static_finder.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FIXTURES_DIR = BASE_DIR / "fixtures"
EVIDENCE_MAX_BYTES = env.int("ICONM_EVIDENCE_MAX_MB", 20) * 1024 * 1024

# Mail, off by default: without a URL none is sent, and none is queued (ledger.actions.notices).
MAIL_URL = env.str("ICONM_MAIL_URL", "")
MAIL = bool(MAIL_URL)
if MAIL:
    globals().update(env.email_url_config(MAIL_URL))
DEFAULT_FROM_EMAIL = env.str("ICONM_MAIL_FROM", "")
EMAIL_TIMEOUT = 30

# Jobs. A broker URL means Redis and several workers; without one, one worker on this machine reads a folder under var/.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "")
if not CELERY_BROKER_URL:
    CELERY_BROKER_URL = "filesystem://localhost"
    QUEUE_DIR = VAR_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(VAR_DIR / "queue-control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "seal the audit trail": {"task": "jobs.tasks.enqueue_scheduled", "schedule": 60, "args": ["audit.seal"]},
    "verify the audit trail": {"task": "jobs.tasks.enqueue_scheduled", "schedule": crontab(hour=4, minute=0), "args": ["audit.verify"]},
    "forget uploads": {"task": "jobs.tasks.enqueue_scheduled", "schedule": crontab(hour=3, minute=30), "args": ["ledger.forget_uploads"]},
    "sweep lost jobs": {"task": "jobs.tasks.sweep", "schedule": 60},
}
if MAIL:
    CELERY_BEAT_SCHEDULE["remind of due dates"] = {
        "task": "jobs.tasks.enqueue_scheduled",
        "schedule": crontab(hour=8, minute=0),
        "args": ["ledger.remind"],
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("ICONM_LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}},  # it tells of every start and sign-in, which the audit trail has
}
