"""security.txt of RFC 9116, from two variables."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from iqies_roles.security_txt import security_txt
from tests.iqies_roles.test_every_page import check_error_page
from tests.iqies_roles.test_settings import SITE, settings_from

PATH = "/.well-known/security.txt"


def test_security_txt_has_contact_and_expiry(db, client, settings):
    settings.SECURITY_TXT = security_txt("security@example.org", "2027-06-30")
    response = client.get(PATH)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = response.content.decode().splitlines()
    assert lines[:2] == ["Contact: mailto:security@example.org", "Expires: 2027-06-30T23:59:59Z"]


def test_there_is_no_security_txt_without_a_contact(db, client):
    check_error_page(client.get(PATH), 404)


@pytest.mark.parametrize(
    "contact", ["https://example.org/security", "mailto:a@example.org", "tel:+1-201-555-0123"]
)
def test_contact_may_be_a_url(contact):
    assert f"Contact: {contact}\n" in security_txt(contact, "2027-06-30")


@pytest.mark.parametrize("contact", ["http://example.org", "somebody", "a@b@c", "mailto:", "https://"])
def test_contact_of_another_kind_is_refused(contact):
    with pytest.raises(ImproperlyConfigured, match=r"^SECURITY_CONTACT must be"):
        security_txt(contact, "2027-06-30")


@pytest.mark.parametrize("expires", ["", "30.6.2027", "2027-02-30"])
def test_contact_needs_a_date(expires):
    with pytest.raises(ImproperlyConfigured, match=r"SECURITY_EXPIRES.*such as 2027-06-30"):
        security_txt("security@example.org", expires)


def test_security_txt_comes_from_the_environment():
    found = settings_from(**SITE, SECURITY_CONTACT="a@example.org", SECURITY_EXPIRES="2027-06-30")
    assert found["SECURITY_TXT"].startswith("Contact: mailto:a@example.org\n")
