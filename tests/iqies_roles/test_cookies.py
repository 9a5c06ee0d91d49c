"""Attributes of all cookies, the header of a site with HTTPS, and how long a session lasts by default."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.accounts.login import log_in
from tests.iqies_roles.test_every_page import HEADERS

YEAR = 365 * 24 * 60 * 60
DAY = 24 * 60 * 60


def attributes(cookie):
    return {name: value for name, value in cookie.items() if value and name != "expires"}


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_have_these_attributes_only(alice, settings, secure):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = secure
    client = Client()
    page = client.get("/login/")
    entered = log_in(client, "alice", "Alice-Password-1")
    strict = {"path": "/", "httponly": True, "samesite": "Lax"} | ({"secure": True} if secure else {})
    csrf, session = settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME
    assert set(page.cookies) == {csrf}
    assert set(entered.cookies) == {csrf, session}
    assert attributes(entered.cookies[session]) == strict
    for response in (page, entered):
        assert attributes(response.cookies[csrf]) == strict | {"max-age": YEAR - DAY}


def test_https_adds_one_header(db, settings):
    settings.SECURE_HSTS_SECONDS = 2 * YEAR
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    response = Client().get("/help/", secure=True)
    assert response["Strict-Transport-Security"] == f"max-age={2 * YEAR}; includeSubDomains; preload"
    assert set(HEADERS) <= set(response.headers)


def test_session_lasts_an_hour_and_a_day_by_default(alice, client):
    log_in(client, "alice", "Alice-Password-1")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    assert (settings.SESSION_IDLE_MINUTES, settings.SESSION_MAX_HOURS) == (60, 24)
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
