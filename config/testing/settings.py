"""The settings of a test run: the real ones, but for what would only make tests slow."""

from config.settings import *  # noqa: F403 - all of them, but for what follows
from config.settings import PASSWORD_HASHERS, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    *PASSWORD_HASHERS,
]  # Argon2 is slow on purpose
