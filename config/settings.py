"""Every setting, read from the environment. docs/configuration.md has a line for each."""

from pathlib import Path

from config import environment
from config.embedded import folders
from config.embedded.instance import Instance

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = folders.data_dir(BASE_DIR, environment.text("DATA_DIR"))
INSTANCE = Instance(DATA_DIR)

SECRET_KEY = environment.secret_key(made_by_up=INSTANCE.secret_key_file)
DEBUG = environment.flag("DEBUG", default=False)
SECURE = environment.flag("SECURE", default=False)  # True behind https; `make up` speaks plain http
DEMO = environment.flag("DEMO", default=False)

ALLOWED_HOSTS = [*environment.words("ALLOWED_HOSTS"), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")  # whose X-Forwarded-For is believed

INSTALLED_APPS = [
    "config",
    "review",
    "weaklabels",
    "booklet",
    "annotate",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.middleware.content_security_policy",  # outermost: errors and files carry the policy too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "annotate.sessions.signed_in",
    "annotate.preferences.preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "annotate.access.AccessMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# The database and the message carrier: without an address, those that `make up` runs on DATA_DIR

DATABASE_URL = environment.text("DATABASE_URL") or INSTANCE.database_url
DATABASES = {
    "default": environment.database(DATABASE_URL) | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
}
REDIS_URL = environment.text("REDIS_URL") or INSTANCE.redis_url
CELERY_BROKER_URL = environment.broker(REDIS_URL)

# People and their sessions

AUTH_USER_MODEL = "annotate.User"
AUTHENTICATION_BACKENDS = ["annotate.sessions.Backend"]
LOGIN_URL = "annotate:sign-in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_ENGINE = "annotate.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_FAILURE_VIEW = "annotate.unsent.stale_form"

# How long a document is lent without a sign of life: the one on the screen, and those fetched ahead

LEASE_ON_SCREEN_SECONDS = environment.number("LEASE_ON_SCREEN_SECONDS", 600)
LEASE_OF_PREFETCHED_SECONDS = environment.number("LEASE_OF_PREFETCHED_SECONDS", 90)

# Headers

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the container, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # the policy's frame-ancestors says it
    "security.W005",  # whether sub-domains and
    "security.W021",  # browsers' preload lists are to insist on https is not ours to decide
]

# Languages and times

LANGUAGE_CODE = environment.text("LANGUAGE_CODE", "en")
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.text("TIME_ZONE", "UTC")
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.Storage"},
}
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    10 * 2**20
)  # more than views say no to in a sentence; uploads are not held in memory
RULES_SOCKET = Path(environment.text("RULES_SOCKET") or DATA_DIR / "run" / "rules" / "rules.sock")
LONGEST_DOCUMENT = environment.number("LONGEST_DOCUMENT", 1_000_000)  # characters
LARGEST_UPLOAD_MB = environment.number("LARGEST_UPLOAD_MB", 2_000)
PREDICT_REQUESTS_A_MINUTE = environment.number("PREDICT_REQUESTS_A_MINUTE", 600)
MODEL_CLASSES = environment.words("MODEL_CLASSES")  # "module:Class" of models to compare ours with
MODEL_SERVERS = environment.endpoints("MODEL_SERVERS")  # that speak Label Studio's ML protocol
MODEL_SERVER_SECONDS = environment.number("MODEL_SERVER_SECONDS", 100)
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# A language model whose answers may be rules: none, unless the operator names one

LLM_URL = environment.endpoint("LLM_URL")
LLM_KEY = environment.text("LLM_KEY")
LLM_MODELS = environment.words("LLM_MODELS")
LLM_PRICE_IN = environment.amount("LLM_PRICE_IN", "0")  # for a million tokens
LLM_PRICE_OUT = environment.amount("LLM_PRICE_OUT", "0")
LLM_CURRENCY = environment.text("LLM_CURRENCY", "USD")
LLM_MOST_SPENT = environment.amount("LLM_MOST_SPENT", "10")  # a project
LLM_SECONDS = environment.number("LLM_SECONDS", 60)
LLM_PRIVATE_NETWORKS = environment.networks("LLM_PRIVATE_NETWORKS")

# Letters: none, unless the operator names a mail server

EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "gloss@localhost")
SITE_URL = environment.text("SITE_URL").rstrip("/")  # what links in letters begin with

# Programs

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotate.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],  # the browsable API stays off
    "DEFAULT_PARSER_CLASSES": ["annotate.api.parsing.JSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotate.api.errors.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gloss",
    "DESCRIPTION": "The pages of Gloss for programs. How to begin: docs/api.md.",
    "VERSION": "v1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "annotate.api.openapi.describe_refusals",
    ],
}

# What is said, and where: one line on standard output

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "secrets": {"()": "config.logs.HideSecrets"},
        "refusals": {"()": "config.logs.RefusalsInALine"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["secrets", "refusals"],
        }
    },
    "root": {"handlers": ["stdout"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"propagate": True, "handlers": []}},
}
