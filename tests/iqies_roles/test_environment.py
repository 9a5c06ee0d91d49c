"""Values of environment variables and .env files that are easily misread."""

import shutil

import pytest

from iqies_roles.environment import Environment
from tests.iqies_roles.test_settings import (
    ROOT,
    SITE,
    listed,
    printed_refusal_of,
    python,
    refusal_of,
    settings_from,
)


def test_secret_key_may_begin_with_a_dollar_sign():
    assert settings_from(**SITE | {"SECRET_KEY": f"$x=y#z{SITE['SECRET_KEY']}"})["SECRET_KEY"][:6] == "$x=y#z"


def test_value_from_a_file_loses_its_line_end(tmp_path):
    (tmp_path / "token").write_bytes("\ufeff$token\r\n".encode())
    assert settings_from(**SITE, QA_API_TOKEN_FILE=str(tmp_path / "token"))["QA_API_TOKEN"] == "$token"


def test_env_file_may_have_a_byte_order_mark(tmp_path):
    file = tmp_path / "env"
    file.write_bytes("\ufeffSUPPORT_CONTACT=Zoë\r\n# comment\r\n\r\n  # comment\r\nWORKERS=3\r\n".encode())
    read = settings_from(**SITE, ENV_FILE=str(file))
    assert (read["SUPPORT_CONTACT"], read["WORKERS"]) == ("Zoë", 3)


@pytest.mark.parametrize(
    "line",
    [
        "SECRET_KEY = never-shown",
        "export SECRET-KEY=never-shown",
        "SECRET_KEY=never-shown\0",
        "never-shown",
    ],
)
def test_env_file_with_a_wrong_line_is_refused(tmp_path, line):
    file = tmp_path / "env"
    file.write_text(f"WORKERS=3\n{line}\n")
    sentence = printed_refusal_of(ENV_FILE=str(file))
    assert sentence.startswith(f"Line 2 of {file} ")
    assert "never-shown" not in sentence


def test_relative_sqlite_file_is_in_the_checkout(tmp_path):
    script = "from iqies_roles.settings import DATABASES; print(DATABASES['default']['NAME'])"
    variables = SITE | {"DATABASE_URL": "sqlite:///data.sqlite3", "PYTHONPATH": str(ROOT)}
    done = python("-c", script, cwd=tmp_path, **variables)
    assert done.stdout.strip() == str(ROOT / "data.sqlite3")


def test_relative_sqlite_file_is_in_the_state_folder(tmp_path):
    site = settings_from(**SITE | {"DATABASE_URL": "sqlite:///data.sqlite3", "STATE_DIR": str(tmp_path)})
    assert site["DATABASES"]["default"]["NAME"] == str(tmp_path / "data.sqlite3")
    assert site["STATE_DIR"] == str(tmp_path)


@pytest.mark.parametrize("name", ["no-such-folder", "/no/such/folder", str(ROOT / "manage.py")])
def test_state_folder_must_exist(name):
    assert refusal_of(STATE_DIR=name) == f"STATE_DIR must be the path of a folder that exists, not {name}."


def test_demo_keeps_its_state_in_var(tmp_path):
    demo = settings_from(DEMO="1", SECRET_KEY="x", STATE_DIR=str(tmp_path))
    assert demo["STATE_DIR"] == str(ROOT / "var")


@pytest.mark.parametrize("name", ["a#b", "a?b", "a%20b", "a b"])
def test_demo_database_is_in_its_checkout(tmp_path, name):
    checkout = tmp_path / name
    shutil.copytree(ROOT / "iqies_roles", checkout / "iqies_roles")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    script = "from iqies_roles.settings import DATABASES; print(DATABASES['default']['NAME'])"
    done = python("-c", script, cwd=checkout, DEMO="1", SECRET_KEY="x")
    assert done.stdout.strip() == str(checkout / "var" / "trainer.sqlite3")


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("https://simulator.example.org", "simulator.example.org"),
        ("http://simulator.example.org:8000/", "simulator.example.org"),
        ("www.example.org,simulator.example.org:8000", "simulator.example.org"),
        ("simulator.example.org/path", "simulator.example.org"),
        ("HTTPS://Simulator.Example.org", "Simulator.Example.org"),
        ("a.example.org b.example.org", "a.example.org,b.example.org"),
        ("*.example.org", ".example.org"),
        ("2001:db8::1", "[2001:db8::1]"),
        ("[::1]:8000", "[::1]"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("https://", "simulator.example.org"),
    ],
)
def test_host_with_scheme_or_port_is_refused_with_advice(value, advice):
    sentence = refusal_of(ALLOWED_HOSTS=value)
    assert sentence.startswith("ALLOWED_HOSTS ")
    assert sentence.endswith(f": try {advice}.")


def test_host_names_of_django_are_accepted(monkeypatch):
    monkeypatch.setenv("HOSTS", "*, .example.org.,10.1.2.3,[::1],xn--bcher-kva.example.")
    assert Environment().host_names("HOSTS") == [
        *("*", ".example.org", "10.1.2.3", "[::1]", "xn--bcher-kva.example"),
    ]


def test_blank_variables_have_their_defaults():
    required = {*SITE, "ENV_FILE"}
    blank = {name: " " for name in listed() if name not in required}
    assert settings_from(**SITE, **blank) == settings_from(**SITE)


def test_blank_host_of_the_demo_is_loopback():
    demo = settings_from(DEMO="1", SECRET_KEY="x", HOST="", PORT="")
    assert (demo["HOST"], demo["PORT"]) == ("127.0.0.1", "8000")
    assert demo["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_later_phone_can_be_left_out():
    assert settings_from(**SITE, SERVICE_CENTER_LATER_PHONE="none")["SERVICE_CENTER_LATER_PHONE"] == ""


def test_server_side_cursors_are_off():
    assert settings_from(**SITE)["DATABASES"]["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.parametrize("words", [("manage.py", "check"), ("-c", "import iqies_roles.wsgi")])
def test_settings_module_of_another_project_has_no_effect(words):
    done = python(*words, **SITE | {"DJANGO_SETTINGS_MODULE": "other.settings", "WEB_CONCURRENCY": "x"})
    assert (done.returncode, done.stderr) == (0, "")
