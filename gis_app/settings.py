"""This file holds all settings; those that differ by installation come from the environment."""

import os
from pathlib import Path

import dj_database_url
import pghistory
from csp.constants import NONCE, NONE, SELF

from gis_app.libraries import geometry_library

BASE_DIR = Path(__file__).resolve().parent.parent
# What this installation has made: keys, collected files, the note of the last backup.
STATE = Path(os.environ.get("MAHALLEH_STATE", BASE_DIR / "var"))

DEBUG = os.environ.get("MAHALLEH_DEBUG", "0") == "1"
SECRET_KEY = os.environ.get("MAHALLEH_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("MAHALLEH_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MAHALLEH_ORIGINS", "").split(",") if o]

# One GDAL and one GEOS per process: those of the pyogrio and shapely wheels.
GDAL_LIBRARY_PATH = geometry_library("gdal")
GEOS_LIBRARY_PATH = geometry_library("geos")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "axes",
    "pgtrigger",
    "pghistory",
    "accounts",
    "layers",
    "planning",
    "atlas",
    "sample",
    "gis_app",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "layers.middleware.AliveMiddleware",
    # This middleware answers public tiles: no session, no cookie, no language, 0.4 ms saved on
    # each.
    "layers.middleware.PublicTileMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "layers.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "layers.middleware.ProblemMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before whatever asks who it is.
    "gis_app.programs.ProgramMiddleware",
    "accounts.middleware.PersonalPageMiddleware",
    # It asks who it is, so that a person in an office is not limited with the whole office.
    "gis_app.budgets.BudgetMiddleware",
    # CsrfViewMiddleware.process_view() reads forms after the last of these.
    "gis_app.uploads.UploadMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gis_app.urls"
WSGI_APPLICATION = "gis_app.wsgi.application"

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
                "csp.context_processors.nonce",
                "atlas.context.chrome",
            ],
        },
    }
]

# Pages and tiles time out after 5 s (set by wsgi.py); commands that load data do not.
STATEMENT_TIMEOUT_MS = int(os.environ.get("MAHALLEH_STATEMENT_TIMEOUT_MS", "0"))
# Shorter than the statement timeout, so that the error names the lock and not the time.
LOCK_TIMEOUT_MS = STATEMENT_TIMEOUT_MS * 4 // 5
DATABASE = dj_database_url.parse(
    os.environ.get("DATABASE_URL", "postgis://gis@localhost/mahalleh"),
    engine="django.contrib.gis.db.backends.postgis",
    conn_max_age=None,
)
DATABASES = {
    "default": {
        **DATABASE,
        # PostgreSQL's JIT made point-in-polygon sums 10 times slower (docs/performance-log.md).
        # Other options of the address (sslmode=…) are kept.
        "OPTIONS": {
            **DATABASE.get("OPTIONS", {}),
            "options": f"-c jit=off -c statement_timeout={STATEMENT_TIMEOUT_MS}"
            f" -c lock_timeout={LOCK_TIMEOUT_MS}",
        },
        "TEST": {"NAME": "mahalleh_test", "TEMPLATE": "template0"},
    }
}

# Threads of a worker that run Django; gis_app/gate.py divides them.
THREADS = int(os.environ.get("MAHALLEH_THREADS", "6"))

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A database trigger records every insert, change and deletion of an editable row as an event.
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{name}"}
    for name in ("LikeThePerson", "TooShort", "WellKnown", "OnlyDigits")
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "atlas:map"
LOGOUT_REDIRECT_URL = "atlas:map"

# After too many guesses, a name is locked for one address for a quarter of an hour; other names in
# the same office (one address behind the router) are not.
AXES_HANDLER = "accounts.guessing.GuessingHandler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Further guesses do not prolong the lock: the page says when it ends.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
# The number of our own proxies that append to X-Forwarded-For; 0 ignores the header.
TRUSTED_PROXIES = int(os.environ.get("MAHALLEH_PROXIES", "0"))
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tehran"

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gis_app.static.HashedStaticFiles"},
}

# What a monitor sends as `Authorization: Bearer …` to read /metrics; unset: administrators alone.
METRICS_TOKEN = os.environ.get("MAHALLEH_METRICS_TOKEN", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# True behind nginx with TLS; a bare intranet address has no TLS.
HTTPS = os.environ.get("MAHALLEH_HTTPS", "0") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# "subdomains" binds the other hosts of the domain too, "preload" also the browsers' own lists: both
# concern sites that are not ours, so nobody gets them unasked.
HSTS = os.environ.get("MAHALLEH_HSTS", "")
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS in ("subdomains", "preload")
SECURE_HSTS_PRELOAD = HSTS == "preload"
# Monitors on the machine itself ask without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Size limits of requests, checked before any work (bytes).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# Finished downloads wait for their readers on the disk. All sizes are for each process: of all its
# files, and of what stays free beside them for the database.
DOWNLOAD_FOLDER = os.environ.get("MAHALLEH_DOWNLOAD_FOLDER", "/var/tmp")  # noqa: S108, without names
DOWNLOAD_QUOTA_BYTES = int(os.environ.get("MAHALLEH_DOWNLOAD_MB", "4000")) * 1_000_000
DOWNLOAD_SPARE_BYTES = 200_000_000
# A large file keeps its space on the disk and a connection for as long as its reader takes.
LARGE_DOWNLOADS = max(1, int(os.environ.get("MAHALLEH_THREADS", "6")) // 2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mistakes": {"()": "gis_app.logs.TracebackOfOurMistakesOnly"}},
    "formatters": {"dated": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "dated",
            "filters": ["mistakes"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers would write each line a second time, without the time.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
