"""Settings come from the environment; errors are one sentence."""

import ast
import json
import os
import re
import runpy
import subprocess
import sys
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from iqies_roles.environment import Environment

ROOT = settings.BASE_DIR
SITE = {
    "SECRET_KEY": "of-this-test-only-and-known-to-everybody",
    "DATABASE_URL": "postgres://simulator:secret@db.example.org:5433/training?sslmode=require",
    "ALLOWED_HOSTS": "simulator.example.org,www.example.org",
}
OTHER_DATABASE = "postgres://simulator:secret@db.example.org:5433/other"
NAMED = re.compile(r"Set ([A-Z_, ]+) in the environment or in \.env \(see \.env\.example\)")


def python(*words, cwd=ROOT, **variables):
    """Run Python with the real settings and these variables only."""
    environment = {"ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "iqies_roles.settings"} | variables
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def settings_from(**variables):
    """The settings with these variables only, as JSON has them. Read in this process: a new one takes much longer."""
    with (
        patch.dict(os.environ, {"ENV_FILE": os.devnull} | variables, clear=True),
        patch.object(
            Environment, "ENVIRON", type(Environment.ENVIRON)()
        ),  # the old one keeps what it has read
    ):
        read = runpy.run_path(str(ROOT / "iqies_roles" / "settings.py"))
    return json.loads(json.dumps({name: read[name] for name in read if name.isupper()}, default=str))


def error_of(**variables):
    """The error that the settings with these variables raise. `manage.py` prints its text."""
    with pytest.raises(ImproperlyConfigured) as error:
        settings_from(**variables)
    return str(error.value)


def named_as_missing(**variables):
    """The variables that the error names as missing."""
    return NAMED.match(error_of(**variables))[1].split(", ")


def test_missing_variables_are_named():
    done = python("manage.py", "check")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Set SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS in the environment or in .env (see .env.example), or "
        "start the demo with `make run`.\n",
    )


def test_wsgi_application_names_missing_variables():
    done = python("-c", "import iqies_roles.wsgi")
    assert done.returncode == 1
    assert NAMED.search(done.stderr.splitlines()[-1])[1].split(", ") == list(SITE)


@pytest.mark.parametrize("name", SITE)
def test_only_the_missing_variable_is_named(name):
    others = {key: value for key, value in SITE.items() if key != name}
    assert named_as_missing(**others) == [name]
    assert named_as_missing(**others, **{name: ""}) == [name]


def test_site_has_postgresql_https_and_no_debug():
    site = settings_from(**SITE)
    database = site["DATABASES"]["default"]
    assert {key: database[key] for key in ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD")} == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",
        "PORT": 5433,
        "NAME": "training",
        "USER": "simulator",
        "PASSWORD": "secret",
    }
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert site["ALLOWED_HOSTS"] == ["simulator.example.org", "www.example.org"]
    assert (site["DEMO"], site["DEBUG"]) == (False, False)
    hsts = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", *hsts):
        assert site[name] is True
    assert site["SECURE_HSTS_SECONDS"] == 730 * 24 * 3600
    assert "SECURE_PROXY_SSL_HEADER" not in site


def test_https_can_be_switched_off():
    site = settings_from(**SITE, HTTPS="0")
    assert (site["SECURE_SSL_REDIRECT"], site["SESSION_COOKIE_SECURE"], site["SECURE_HSTS_SECONDS"]) == (
        False,
        False,
        0,
    )


def test_proxies_set_the_https_header():
    site = settings_from(**SITE, PROXY_COUNT="2")
    assert site["PROXY_COUNT"] == 2
    assert site["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def refusal_of(**variables):
    """The error of one line with these variables besides SITE."""
    (sentence,) = error_of(**SITE | variables).splitlines()
    assert "secret" not in sentence
    return sentence


def printed_refusal_of(**variables):
    """The same as a process prints it: its only line of output."""
    done = python("manage.py", "check", **SITE | variables)
    assert (done.returncode, done.stdout) == (1, "")
    sentence = refusal_of(**variables)
    assert done.stderr == f"{sentence}\n"
    return sentence


@pytest.mark.parametrize(
    ("name", "value", "limits"),
    [
        ("WORKERS", "many", "1 to 200"),
        ("WORKERS", "0", "1 to 200"),
        ("WORKERS", "9" * 5000, "1 to 200"),
        ("PROXY_COUNT", "-1", "0 to 20"),
        ("PROXY_COUNT", "1.5", "0 to 20"),
        ("QA_SANDBOX_HOURS", "0", "1 to 10000"),
        ("QA_SANDBOX_HOURS", "999999999", "1 to 10000"),
        ("PRACTICE_ACCOUNTS_PER_HOUR", "-1", "0 to 1000000"),
    ],
)
def test_invalid_number_is_refused(name, value, limits):
    sentence = refusal_of(**{name: value})
    assert sentence.startswith(f"{name} ")
    assert f"{limits}, not {value}." in sentence


SWITCHES = (
    "DEMO",
    "DEBUG",
    "HTTPS",
    "QA_API",
    "LOG_JSON",
    "QA_API_IN_PRODUCTION",
    "SHOW_ROLES_NOT_IN_JOB_AID",
    "STAFF_PASSWORDS",
)


@pytest.mark.parametrize("name", SWITCHES)
def test_invalid_switch_is_refused(name):
    for value in ("maybe", "2"):
        sentence = refusal_of(**{name: value})
        assert sentence.startswith(f"{name} ")
        assert sentence.endswith(f", not {value}.")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("1", "true", "True", "YES", " on "), [True, True]),
        (("0", "false", "No", "OFF"), [False, False]),
        (("", " "), [True, False]),
    ],
)
def test_switch_reads_words_and_blank(monkeypatch, words, expected):
    for word in words:
        monkeypatch.setenv("A_SWITCH", word)
        assert [Environment().switch("A_SWITCH", default=default) for default in (True, False)] == expected


def test_all_switches_are_tested_here():
    calls = calls_in(ROOT / "iqies_roles" / "settings.py")
    switches = {literal(call.args[0]) for call in calls if ast.unparse(call.func) == "env.switch"}
    assert switches == set(SWITCHES)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://simulator:secret@db.example.org:port/training",
        "postgres://simulator:secret@db.example.org:99999/training",
        "postgres://simulator:secret@db.example.org",
        "oracle://simulator:secret@db.example.org/training",
        "mysql://simulator:secret@db.example.org/training",
        "sqlite://simulator:secret@db.example.org/training",
        "secret",
        "postgres://simulator:12/secret@db.example.org/training",
        "postgres://simulator:x@y/secret@db.example.org/training",
        "postgres://simulator:x@y?secret@db.example.org/training",
        "postgres://simulator:x@y#z/secret@db.example.org/training",
        "postgres:simulator:secret@db.example.org/training",
        "sqlite:secret.sqlite3",
        "sqlite:////srv/a#secret/trainer.sqlite3",
        "sqlite:////srv/a?secret/trainer.sqlite3",
    ],
)
def test_invalid_database_url_is_refused_and_not_shown(url):
    assert refusal_of(DATABASE_URL=url).startswith("DATABASE_URL ")


@pytest.mark.parametrize("password", ["p%2Fw", "p@w", "p#w", "p%3Fw", "p:w", "p%40w", "p[w"])
def test_other_passwords_in_database_url_work(password):
    database = Environment().database(
        f"postgres://simulator:{password}@db.example.org/training?sslmode=require", ROOT
    )
    assert (database["HOST"], database["NAME"]) == ("db.example.org", "training")
    assert database["PASSWORD"] == unquote(password)


def test_blank_required_variables_are_missing():
    assert refusal_of(SECRET_KEY="  ").startswith("Set SECRET_KEY in the environment or in .env")
    assert refusal_of(ALLOWED_HOSTS=" , ").startswith("Set ALLOWED_HOSTS in the environment or in .env")


def test_named_env_file_must_exist(tmp_path):
    file = tmp_path / "env"
    other = "fix it, or set ENV_FILE to another file."
    assert (
        printed_refusal_of(ENV_FILE=str(file))
        == f"The file {file} cannot be read (No such file or directory): {other}"
    )
    file.write_bytes("SUPPORT_CONTACT=Zoë".encode("latin-1"))
    assert refusal_of(ENV_FILE=str(file)) == f"The file {file} cannot be read (it is not UTF-8 text): {other}"


def test_named_value_file_must_exist(tmp_path):
    variables = {"SECRET_KEY_FILE": str(tmp_path / "none")}
    sentence = "The file in SECRET_KEY_FILE cannot be read (No such file or directory)."
    assert refusal_of(**variables) == sentence


QA_API = {"QA_API": "1", "QA_API_TOKEN": "x" * 20}


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        (SITE | QA_API, "QA_API=1 is refused with production settings."),
        (
            SITE | QA_API | {"QA_API_IN_PRODUCTION": "1", "QA_API_TOKEN": ""},
            "QA_API=1 needs a QA_API_TOKEN",
        ),
        ({"DEMO": "1", "SECRET_KEY": "x", "QA_API": "1", "QA_API_TOKEN": "x" * 19}, "QA_API=1 needs a"),
    ],
)
def test_qa_api_needs_token_and_permission(variables, refusal):
    assert error_of(**variables).startswith(refusal)


@pytest.mark.parametrize(
    ("variables", "answer"),
    [
        ({"DEMO": "1", "SECRET_KEY": "x"}, "Resolver404"),
        ({"DEMO": "1", "SECRET_KEY": "x"} | QA_API, "qa/sandboxes/"),
        (SITE | QA_API | {"QA_API_IN_PRODUCTION": "1"}, "qa/sandboxes/"),
        (SITE | {"QA_API_IN_PRODUCTION": "1", "QA_API_TOKEN": "x" * 20}, "Resolver404"),
    ],
)
def test_qa_api_has_a_url_only_when_on(variables, answer):
    script = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "try: print(resolve('/qa/sandboxes/').route)\n"
        "except Resolver404: print('Resolver404')"
    )
    assert python("-c", script, **variables).stdout.strip() == answer


def test_demo_has_sqlite_no_debug_and_no_https():
    demo = settings_from(DEMO="1", SECRET_KEY="x")
    database = demo["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(ROOT / "var" / "trainer.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (demo["DEMO"], demo["DEBUG"], demo["SECURE_SSL_REDIRECT"]) == (True, False, False)
    assert demo["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_demo_uses_the_variables_that_are_set():
    demo = settings_from(DEMO="1", **SITE | {"ALLOWED_HOSTS": "localhost,sim.localhost"})
    assert demo["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert demo["SECRET_KEY"] == SITE["SECRET_KEY"]
    assert demo["ALLOWED_HOSTS"] == ["localhost", "sim.localhost"]


@pytest.mark.parametrize(("demo", "expected"), [("0", False), ("false", False), ("1", True), ("true", True)])
def test_demo_is_a_switch(demo, expected):
    assert settings_from(**SITE | {"ALLOWED_HOSTS": "localhost"}, DEMO=demo)["DEMO"] is expected


LOCAL = {"ALLOWED_HOSTS": "localhost,127.0.0.1", "HTTPS": "0"}
EXPOSED = [
    {"HTTPS": "1"},
    {"PROXY_COUNT": "1"},
    {"ALLOWED_HOSTS": "training.example.org"},
    {"HOST": "0.0.0.0"},  # noqa: S104
]


def test_debug_and_a_short_secret_are_for_one_machine():
    assert settings_from(**SITE | LOCAL, DEBUG="1")["DEBUG"] is True
    assert settings_from(**SITE | LOCAL | {"SECRET_KEY": "x"})["SECRET_KEY"] == "x"


@pytest.mark.parametrize(
    "sign", [*EXPOSED, {"ALLOWED_HOSTS": "*"}, {"ALLOWED_HOSTS": "training-box"}], ids=str
)
def test_demo_is_refused_where_others_reach_it(sign):
    ((name, value),) = sign.items()
    sentence = refusal_of(**LOCAL | sign, DEMO="1")
    assert sentence.startswith("DEMO=1 ")
    assert f"({name}={value})" in sentence


@pytest.mark.parametrize("sign", EXPOSED, ids=str)
def test_debug_is_refused_where_others_reach_it(sign):
    ((name, value),) = sign.items()
    assert refusal_of(**LOCAL | sign, DEBUG="1").endswith(f"({name}={value}).")


@pytest.mark.parametrize("sign", EXPOSED, ids=str)
@pytest.mark.parametrize("weak", ["x", "a1" * 20, "django-insecure-" + "q1w2e3r4t5" * 4])
def test_weak_secret_is_refused_where_others_reach_it(sign, weak):
    ((name, value),) = sign.items()
    sentence = refusal_of(**LOCAL | sign, SECRET_KEY=weak)
    assert sentence.startswith("SECRET_KEY ")
    assert f"({name}={value})" in sentence
    assert weak == "x" or weak not in sentence


def test_old_secret_can_be_named():
    assert settings_from(**SITE)["SECRET_KEY_FALLBACKS"] == []
    assert settings_from(**SITE, OLD_SECRET_KEY="before")["SECRET_KEY_FALLBACKS"] == ["before"]


def test_secret_can_come_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text(SITE["SECRET_KEY"][::-1])
    others = {key: value for key, value in SITE.items() if key != "SECRET_KEY"}
    assert settings_from(**others, SECRET_KEY_FILE=str(secret))["SECRET_KEY"] == secret.read_text()


def test_environment_overrides_the_env_file(tmp_path):
    file = tmp_path / "env"
    file.write_text(
        "".join(f"{key}={value}\n" for key, value in SITE.items()) + "SUPPORT_CONTACT=From file\n"
    )
    from_file = settings_from(ENV_FILE=str(file))
    assert (from_file["SECRET_KEY"], from_file["SUPPORT_CONTACT"]) == (SITE["SECRET_KEY"], "From file")
    assert settings_from(ENV_FILE=str(file), SUPPORT_CONTACT="Mine")["SUPPORT_CONTACT"] == "Mine"


def test_env_example_lacks_only_required_variables():
    assert named_as_missing(ENV_FILE=str(ROOT / ".env.example")) == list(SITE)
    assert settings_from(ENV_FILE=str(ROOT / ".env.example"), **SITE)["DEMO"] is False


# .env.example


def calls_in(file):
    return [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def read_from_environment(file):
    """The variables that a file reads: env.str("NAME"), os.environ.get("NAME"), os.environ["NAME"]."""
    found: set[str] = set()
    if "env" not in file.read_text():
        return found
    for call in calls_in(file):
        if isinstance(call.func, ast.Attribute) and call.args and literal(call.args[0]):
            receiver = ast.unparse(call.func.value)
            reads = receiver == "env" or (receiver == "os.environ" and call.func.attr == "get")
            if reads or ast.unparse(call.func) == "os.getenv":
                found.add(literal(call.args[0]))
    for node in ast.walk(ast.parse(file.read_text())):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Load)
            and ast.unparse(node.value) == "os.environ"
            and literal(node.slice)
        ):
            found.add(literal(node.slice))
    return found


def listed():
    """Name and value of all variables in .env.example."""
    lines = re.findall(r"^(#?)([A-Z][A-Z0-9_]*)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    return {name: value for _, name, value in lines}


def test_env_example_lists_all_variables():
    read = read_from_environment(ROOT / "iqies_roles" / "settings.py")
    for folder in ("tests", ".ci"):
        for file in (ROOT / folder).rglob("*.py"):
            read |= read_from_environment(file)
    # Of the machine; set by the test run and by the bench themselves.
    not_ours = {"CI", "PATH", "PLAYWRIGHT_NODEJS_PATH", "PEER_DATABASE"}
    as_files = {name for name in read if name.endswith("_FILE") and name.removesuffix("_FILE") in read}
    read -= not_ours | as_files
    assert (read - set(listed()), set(listed()) - read) == (set(), set())  # not listed; not read


def test_only_settings_read_the_environment():
    files = [ROOT / "manage.py", *(ROOT / "accounts").rglob("*.py"), *(ROOT / "rolerequests").rglob("*.py")]
    files += [file for file in (ROOT / "iqies_roles").rglob("*.py") if file.name != "settings.py"]
    of_django = {"DJANGO_SETTINGS_MODULE"}
    assert [file.name for file in files if read_from_environment(file) - of_django] == []


def test_env_example_has_each_variable_once():
    names = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_env_example_has_the_real_defaults():
    defaults: dict[str, str] = {}
    for call in calls_in(ROOT / "iqies_roles" / "settings.py"):
        if ast.unparse(call.func).startswith("env.") and call.args and literal(call.args[0]):
            for keyword in call.keywords:
                if keyword.arg == "default" and isinstance(keyword.value, ast.Constant):
                    value = keyword.value.value
                    text = str(int(value)) if isinstance(value, bool) else str(value)
                    defaults.setdefault(literal(call.args[0]), text)
    assert len(defaults) >= 10
    assert {name: listed()[name] for name in defaults} == defaults


def test_each_installation_has_its_own_cookie_names():
    first, second = settings_from(**SITE), settings_from(**SITE | {"DATABASE_URL": OTHER_DATABASE})
    with_new_secret = settings_from(**SITE | {"SECRET_KEY": SITE["SECRET_KEY"][::-1]})
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"):
        assert first[name] == with_new_secret[name] != second[name]


def test_session_limits_come_from_the_environment():
    limits = {"SESSION_IDLE_MINUTES": "45", "SESSION_MAX_HOURS": "8"}
    site = settings_from(**SITE, **limits, STAFF_SESSION_IDLE_MINUTES="15", STAFF_SESSION_MAX_HOURS="4")
    assert (site["SESSION_COOKIE_AGE"], site["SESSION_MAX_HOURS"]) == (45 * 60, 8)
    assert (site["STAFF_SESSION_IDLE_MINUTES"], site["STAFF_SESSION_MAX_HOURS"]) == (15, 4)
    assert site["SESSION_EXPIRE_AT_BROWSER_CLOSE"]
