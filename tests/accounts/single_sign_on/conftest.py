"""Single sign-on, switched on for a test, with a real provider."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from iqies_roles.single_sign_on import SingleSignOn
from tests.agency.provider import CLIENT_ID, CLIENT_SECRET, running_provider

BACK = "http://testserver/login/agency/done/"
GROUPS = {"iqies-leads": "Training lead", "iqies-editors": "Catalog editor", "iqies-gone": "No such group"}


@pytest.fixture(scope="session")
def provider():
    with running_provider(BACK) as provider:
        yield provider


class Agency:
    """An agency with a provider, seen from a browser."""

    def __init__(self, provider, settings):
        self.provider, self.settings = provider, settings
        self.set_account = provider.set_account

    def change(self, **values):
        """Change the settings of single sign-on."""
        self.settings.SSO = replace(self.settings.SSO, **values)

    def begin(self, client, page=""):
        """Select the button on the log-in page. Returns the address of the provider."""
        return client.get("/login/agency/", {"next": page} if page else {}).headers["Location"]

    def log_in(self, name, client=None, page=""):
        """Log in with an account of the agency. Returns the client and the last response before a page."""
        client = client or Client()
        return client, client.get(self.provider.log_in(self.begin(client, page), name))


@pytest.fixture
def agency(db, settings, provider):
    from tests.accounts.single_sign_on import urls  # noqa: F401 - the other addresses, while it is off

    settings.ROOT_URLCONF = "tests.accounts.single_sign_on.urls"
    settings.SUPPORT_CONTACT = "the training office"
    settings.SSO = SingleSignOn(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        groups_claim="groups",
        groups=GROUPS,
        superuser="",
        scopes="openid profile",
    )
    return Agency(provider, settings)


def query_of(address):
    """What follows ? in an address, each name once."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def message_of(client):
    """The text of the message on the log-in page."""
    response = client.get("/login/")
    assert response.status_code == 200
    return " ".join(str(each) for each in response.context["messages"])
