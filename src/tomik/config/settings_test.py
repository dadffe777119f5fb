"""Settings of the tests: a database server of their own that forgets on a power cut, quick passwords, plain files."""

from __future__ import annotations

import os
from pathlib import Path

from tomik.config import embedded
from tomik.config.database import as_app, django_settings
from tomik.config.messages import compile_catalogues

_VAR = Path(os.environ.get("TOMIK_VAR", Path(__file__).resolve().parents[3] / "var"))
# Kept apart from DATABASE_URL on purpose: tests must never come near a database that somebody works with.
OWNER_DSN = (
    os.environ.get("TEST_DATABASE_URL")
    or embedded.ensure_running(_VAR / "postgres-test", durable=False).owner_dsn
)
os.environ["DATABASE_URL"] = OWNER_DSN
os.environ.pop("DATABASE_APP_URL", None)
os.environ["TOMIK_DB_ROLE"] = "app"
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from tomik.config.settings import *  # noqa: E402, F403 (the environment must be set first)

compile_catalogues()

# The owner's login takes the role of the application, so that a test may step back to the owner inside its
# transaction (fixture `as_owner`). `conftest.py` replaces the name of the database by the clone of this process.
DATABASES = {"default": django_settings(as_app(OWNER_DSN))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
