"""The address that trainees type: from SITE_ADDRESS, or as staff have opened the page."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.site_address import is_only_here, site_address
from iqies_roles.environment import Environment
from tests.admin import page_for
from tests.factories import TrainingClassFactory
from tests.pages import text_of


def test_address_is_that_of_the_page(rf, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert (
        site_address(rf.get("/admin/", headers={"host": "lab.example.org:8000"}))
        == "http://lab.example.org:8000/"
    )


def test_setting_replaces_the_address_of_the_page(rf, settings):
    settings.SITE_ADDRESS = "https://simulator.example.org/"
    assert site_address(rf.get("/admin/")) == "https://simulator.example.org/"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8000/", True),
        ("http://127.1.2.3/", True),
        ("http://localhost:8000/", True),
        ("http://demo.localhost/", True),
        ("http://[::1]:8000/", True),
        ("http://192.168.1.20:8000/", False),
        ("http://[fd00::1]/", False),
        ("https://simulator.example.org/", False),
        ("https://localhost.example.org/", False),
        ("", False),
    ],
)
def test_loopback_addresses_work_only_here(address, expected):
    assert is_only_here(address) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["projector", "handout"])
def test_class_pages_warn_of_a_loopback_address(staff_client, settings, page):
    ohio = TrainingClassFactory(trainees=["Ann Lee"])
    if page == "handout":
        staff_client.post(reset_of(ohio))
    settings.ALLOWED_HOSTS = ["*"]
    response = staff_client.get(page_for(ohio, page), headers={"host": "127.0.0.1:8000"})
    assert "SITE_ADDRESS" in text_of(response)
    settings.SITE_ADDRESS = "https://simulator.example.org/"
    if page == "handout":
        staff_client.post(reset_of(ohio))
    response = staff_client.get(page_for(ohio, page), headers={"host": "127.0.0.1:8000"})
    assert "SITE_ADDRESS" not in text_of(response)
    assert "https://simulator.example.org/" in text_of(response)


def reset_of(training_class):
    return page_for(training_class, "live").replace("/live/", "/actions/reset-passwords/")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        (" ", ""),
        ("https://simulator.example.org", "https://simulator.example.org/"),
        ("https://simulator.example.org/", "https://simulator.example.org/"),
        ("http://10.0.0.5:8000", "http://10.0.0.5:8000/"),
        ("http://[fd00::1]:8000/", "http://[fd00::1]:8000/"),
    ],
)
def test_setting_is_an_address(monkeypatch, value, expected):
    monkeypatch.setenv("SITE_ADDRESS", value)
    assert Environment().site_address("SITE_ADDRESS") == expected


@pytest.mark.parametrize(
    "value",
    ["simulator.example.org", "ftp://example.org", "https://example.org/practice", "https://a b", "x" * 5000],
)
def test_other_settings_are_refused(monkeypatch, value):
    monkeypatch.setenv("SITE_ADDRESS", value)
    with pytest.raises(ImproperlyConfigured, match=r"^SITE_ADDRESS must be"):
        Environment().site_address("SITE_ADDRESS")
