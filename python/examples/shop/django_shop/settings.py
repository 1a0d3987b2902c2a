"""Django's settings of the shop."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from environment import PAGE_FOLDER

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "django_shop.urls"
INSTALLED_APPS = ["django.contrib.sessions", "django_shop"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_shop.middleware.RefusalMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [PAGE_FOLDER]}]
CSRF_HEADER_NAME = "HTTP_X_CSRF_TOKEN"  # as the page's script calls it
LANGUAGE_CODE = "ko"
TIME_ZONE = "Asia/Seoul"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("SHOP_DATABASE") or Path(__file__).resolve().parent / "shop.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},  # one writer after the other
    }
}
# Behind several workers: CACHES in Redis, which they share; else each worker takes a verification once.
# Behind https: SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
