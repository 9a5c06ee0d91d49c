"""Settings of single sign-on: off by default, and never half."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from iqies_roles.single_sign_on import REQUIRED, single_sign_on
from tests.iqies_roles.test_settings import SITE, python, refusal_of, settings_from

SECRET = "secret-of-the-client"
COMPLETE = {
    "SSO_ISSUER": "https://login.agency.example",
    "SSO_CLIENT_ID": "simulator",
    "SSO_CLIENT_SECRET": SECRET,
    "SSO_GROUPS": '{"iqies-leads": "Training lead", "CN=editors,OU=iqies": "Catalog editor"}',
}


NAMES = {**REQUIRED, "groups_claim": "SSO_GROUPS_CLAIM", "superuser": "SSO_SUPERUSER", "scopes": "SSO_SCOPES"}


def read(**variables):
    """Read the settings from these variables."""
    return single_sign_on(**{name: variables.get(variable, "").strip() for name, variable in NAMES.items()})


def test_it_is_off_by_default():
    assert read() is None


def test_complete_settings_switch_it_on():
    sso = read(**COMPLETE)
    assert (sso.issuer, sso.client_id, sso.client_secret) == tuple(COMPLETE.values())[:3]
    assert sso.groups == {"iqies-leads": "Training lead", "CN=editors,OU=iqies": "Catalog editor"}
    assert (sso.groups_claim, sso.superuser, sso.scopes) == ("groups", "", "openid profile")
    assert SECRET not in repr(sso)


@pytest.mark.parametrize("name", REQUIRED.values())
def test_each_half_is_refused_and_named(name):
    with pytest.raises(ImproperlyConfigured, match=f"also needs {name} "):
        read(**COMPLETE | {name: " "})


@pytest.mark.parametrize("name", sorted({*NAMES.values()} - {*REQUIRED.values()}))
def test_optional_settings_alone_are_a_half(name):
    with pytest.raises(
        ImproperlyConfigured, match=" also needs SSO_ISSUER, SSO_CLIENT_ID, SSO_CLIENT_SECRET, SSO_GROUPS "
    ):
        read(**{name: "openid"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSO_ISSUER", "http://login.agency.example"),
        ("SSO_ISSUER", "login.agency.example"),
        ("SSO_ISSUER", "https://login.agency.example/?tenant=1"),
        ("SSO_ISSUER", f"https://{'x' * 200}.example"),
        ("SSO_ISSUER", "https://[::1"),
        ("SSO_GROUPS", "iqies-leads=Training lead"),
        ("SSO_GROUPS", "{}"),
        ("SSO_GROUPS", '["Training lead"]'),
        ("SSO_GROUPS", '{"iqies-leads": ["Training lead"]}'),
        ("SSO_GROUPS", '{"": "Training lead"}'),
        ("SSO_SCOPES", "profile email"),
    ],
)
def test_wrong_value_is_refused(name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} must "):
        read(**COMPLETE | {name: value})


def test_issuer_on_this_machine_needs_no_https():
    assert read(**COMPLETE | {"SSO_ISSUER": "http://localhost:9400"})


def test_passwords_of_staff_end_only_with_single_sign_on():
    assert settings_from(**SITE)["STAFF_PASSWORDS"] is True
    assert settings_from(**SITE, **COMPLETE, STAFF_PASSWORDS="0")["STAFF_PASSWORDS"] is False
    assert refusal_of(STAFF_PASSWORDS="0").startswith("STAFF_PASSWORDS=0 needs single sign-on")


@pytest.mark.parametrize(
    ("variables", "lines"),
    [
        ({}, ["False", "Resolver404"]),
        (COMPLETE, ["True", "login/agency/"]),
    ],
)
def test_addresses_and_library_are_loaded_only_when_on(variables, lines):
    script = (
        "import django, sys; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "try: found = resolve('/login/agency/').route\n"
        "except Resolver404: found = 'Resolver404'\n"
        "print('authlib' in sys.modules); print(found)"
    )
    assert python("-c", script, **SITE | variables).stdout.split() == lines


def test_half_settings_stop_the_start_with_one_sentence():
    done = python("manage.py", "serve", **SITE | {"SSO_ISSUER": COMPLETE["SSO_ISSUER"]})
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "SSO_CLIENT_ID, SSO_CLIENT_SECRET, SSO_GROUPS" in sentence


def test_settings_can_be_in_a_file(tmp_path):
    file = tmp_path / "env"
    file.write_text("".join(f"{name}={value}\n" for name, value in COMPLETE.items()))
    assert "CN=editors" in settings_from(**SITE, ENV_FILE=str(file))["SSO"]
