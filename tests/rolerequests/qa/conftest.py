"""The QA API, switched on for a test."""

import json

import pytest
from django.conf import settings as site
from django.test import Client

TOKEN = "of-this-test-and-no-other"


class QaApi:
    """Calls the API with the token, from a client without a session. Each call returns the response."""

    def __call__(self, method, path, data=None, **options):
        options.setdefault("content_type", "application/json")
        options.setdefault("headers", {"Authorization": f"Bearer {TOKEN}"})
        return Client().generic(method, path, encoded(data), **options)

    def create(self, preset="fresh", **fields):
        """Create a sandbox, and return what the response holds."""
        response = self("POST", "/qa/sandboxes/", {"preset": preset} | fields)
        assert response.status_code == 201, response.content
        return response.json()

    def set_time(self, user_id, **fields):
        return self("POST", f"/qa/sandboxes/{user_id}/time/", fields)

    def delete(self, user_id):
        return self("DELETE", f"/qa/sandboxes/{user_id}/")


def encoded(data):
    if data is None or isinstance(data, str | bytes):
        return data or ""
    return json.dumps(data)


def browser_of(account):
    """A client with the browser state of an account."""
    client = Client()
    (cookie,) = account["state"]["cookies"]
    client.cookies[site.SESSION_COOKIE_NAME] = cookie["value"]
    return client


@pytest.fixture
def qa_api(settings):
    from tests.rolerequests.qa import urls  # noqa: F401 - the other addresses, while the API is off

    settings.ROOT_URLCONF = "tests.rolerequests.qa.urls"
    settings.QA_API, settings.QA_API_TOKEN, settings.QA_SANDBOX_HOURS = True, TOKEN, 24
    return QaApi()
