"""Settings of the peer: those of `django-admin startproject`, with the pages of the journey.

The peer has the same data, fields and checks, and pages of the same size with the same classes. It leaves out
what it does not need for the journey: events, sandboxes, session limits, Content-Security-Policy. Two shortcuts
keep it at eight requests (`views.py`). PEER_DATABASE is `stock` for a new connection for each request, which is
Django's default, or `kept` for the simulator's own settings of the database.
"""

import os

from iqies_roles import settings as simulator

SECRET_KEY = simulator.SECRET_KEY
ALLOWED_HOSTS = ["127.0.0.1"]
PEER = "tests.bench.formtools_peer"

INSTALLED_APPS = [
    PEER,
    "formtools",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = f"{PEER}.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = simulator.DATABASES if os.environ["PEER_DATABASE"] == "kept" else {"default": simulator.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
USE_I18N = False  # the simulator has one language too
USE_TZ = True
STATIC_URL = "static/"
