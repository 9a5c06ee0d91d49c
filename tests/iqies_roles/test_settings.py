"""Settings come from the environment alone, and what is missing is named in one sentence."""

import ast
import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from iqies_roles.environment import Environment

ROOT = settings.BASE_DIR
SITE = {
    "SECRET_KEY": "of-this-test-only",
    "DATABASE_URL": "postgres://trainer:secret@db.example.org:5433/training?sslmode=require",
    "ALLOWED_HOSTS": "trainer.example.org,www.example.org",
}
NAMED = re.compile(r"Set ([A-Z_, ]+) in the environment or in \.env \(see \.env\.example\)")


def python(*words, **variables):
    """Run Python on the real settings in an environment of these variables alone."""
    environment = {"ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "iqies_roles.settings"} | variables
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def settings_from(**variables):
    """The settings that such an environment gives."""
    script = (
        "import json; from iqies_roles import settings\n"
        "print(json.dumps({n: getattr(settings, n) for n in dir(settings) if n.isupper()}, default=str))"
    )
    done = python("-c", script, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def named_as_missing(**variables):
    """What the program says is missing, in its last line."""
    done = python("manage.py", "check", **variables)
    assert done.returncode == 1
    return NAMED.search(done.stderr.splitlines()[-1])[1].split(", ")


def test_nothing_set_names_all_three():
    done = python("manage.py", "check")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Set SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS in the environment or in .env (see .env.example), or "
        "start the demo with `make run`.\n",
    )


def test_the_server_itself_says_so_too():
    done = python("-c", "import iqies_roles.wsgi")
    assert done.returncode == 1
    assert NAMED.search(done.stderr.splitlines()[-1])[1].split(", ") == list(SITE)


@pytest.mark.parametrize("name", SITE)
def test_one_that_is_missing_or_empty_is_named_alone(name):
    others = {key: value for key, value in SITE.items() if key != name}
    assert named_as_missing(**others) == [name]
    assert named_as_missing(**others, **{name: ""}) == [name]


def test_a_site_has_postgresql_https_and_no_debug():
    site = settings_from(**SITE)
    database = site["DATABASES"]["default"]
    assert {key: database[key] for key in ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD")} == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",
        "PORT": 5433,
        "NAME": "training",
        "USER": "trainer",
        "PASSWORD": "secret",
    }
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert site["ALLOWED_HOSTS"] == ["trainer.example.org", "www.example.org"]
    assert (site["DEMO"], site["DEBUG"]) == (False, False)
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert site[name] is True
    assert site["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert "SECURE_PROXY_SSL_HEADER" not in site


def test_https_can_be_left_to_whoever_stands_in_front():
    site = settings_from(**SITE, HTTPS="0")
    assert (site["SECURE_SSL_REDIRECT"], site["SESSION_COOKIE_SECURE"], site["SECURE_HSTS_SECONDS"]) == (
        False,
        False,
        0,
    )


def test_behind_proxies_https_is_read_from_their_header():
    site = settings_from(**SITE, PROXY_COUNT="2")
    assert site["PROXY_COUNT"] == 2
    assert site["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def refusal_of(**variables):
    """The one sentence with which the program stops."""
    done = python("manage.py", "check", **SITE | variables)
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    assert "secret" not in sentence
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
def test_a_number_that_is_none_or_absurd_is_refused_in_one_sentence(name, value, limits):
    assert refusal_of(**{name: value}) == f"{name} must be a whole number from {limits}, not {value}."


SWITCHES = (
    "DEMO",
    "DEBUG",
    "HTTPS",
    "QA_API",
    "QA_API_IN_PRODUCTION",
    "SHOW_ROLES_NOT_IN_JOB_AID",
)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_that_is_mistyped_is_refused_in_one_sentence(name):
    for value in ("maybe", "2"):
        assert refusal_of(**{name: value}) == f"{name} must be 1 (on) or 0 (off), not {value}."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("1", "true", "True", "YES", " on "), [True, True]),
        (("0", "false", "No", "OFF"), [False, False]),
        (("", " "), [True, False]),
    ],
)
def test_a_switch_is_told_in_words_and_blank_means_its_default(monkeypatch, words, expected):
    for word in words:
        monkeypatch.setenv("A_SWITCH", word)
        assert [Environment().switch("A_SWITCH", default=default) for default in (True, False)] == expected


def test_the_environment_knows_no_switch_that_is_not_tried_here():
    calls = calls_in(ROOT / "iqies_roles" / "settings.py")
    switches = {literal(call.args[0]) for call in calls if ast.unparse(call.func) == "env.switch"}
    assert switches == set(SWITCHES)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://trainer:secret@db.example.org:port/training",
        "postgres://trainer:secret@db.example.org:99999/training",
        "postgres://trainer:secret@db.example.org",
        "oracle://trainer:secret@db.example.org/training",
        "mysql://trainer:secret@db.example.org/training",
        "sqlite://trainer:secret@db.example.org/training",
        "secret",
    ],
)
def test_an_address_that_is_no_databases_is_refused_without_being_shown(url):
    assert refusal_of(DATABASE_URL=url).startswith("DATABASE_URL must be the URL of a database, such as ")


def test_blanks_are_no_value():
    assert refusal_of(SECRET_KEY="  ").startswith("Set SECRET_KEY in the environment or in .env")
    assert refusal_of(ALLOWED_HOSTS=" , ").startswith("Set ALLOWED_HOSTS in the environment or in .env")


def test_a_file_of_settings_that_was_named_must_be_there(tmp_path):
    file = tmp_path / "env"
    other = "fix it, or set ENV_FILE to another file."
    assert (
        refusal_of(ENV_FILE=str(file))
        == f"The file {file} cannot be read (No such file or directory): {other}"
    )
    file.write_bytes("SUPPORT_CONTACT=Zoë".encode("latin-1"))
    assert refusal_of(ENV_FILE=str(file)) == f"The file {file} cannot be read (it is not UTF-8 text): {other}"


def test_a_file_of_one_value_that_was_named_must_be_there(tmp_path):
    variables = {"SECRET_KEY_FILE": str(tmp_path / "none")}
    sentence = "The file in SECRET_KEY_FILE cannot be read (No such file or directory)."
    assert refusal_of(**variables) == sentence


DOOR = {"QA_API": "1", "QA_API_TOKEN": "x" * 20}


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        (SITE | DOOR, "QA_API=1 is refused with production settings."),
        (
            SITE | DOOR | {"QA_API_IN_PRODUCTION": "1", "QA_API_TOKEN": ""},
            "QA_API=1 needs a QA_API_TOKEN",
        ),
        ({"DEMO": "1", "SECRET_KEY": "x", "QA_API": "1", "QA_API_TOKEN": "x" * 19}, "QA_API=1 needs a"),
    ],
)
def test_the_qa_door_is_opened_by_nobody_by_chance(variables, refusal):
    done = python("manage.py", "check", **variables)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(refusal)


@pytest.mark.parametrize(
    ("variables", "answer"),
    [
        ({"DEMO": "1", "SECRET_KEY": "x"}, "Resolver404"),
        ({"DEMO": "1", "SECRET_KEY": "x"} | DOOR, "qa_sandboxes"),
        (SITE | DOOR | {"QA_API_IN_PRODUCTION": "1"}, "qa_sandboxes"),
        (SITE | {"QA_API_IN_PRODUCTION": "1", "QA_API_TOKEN": "x" * 20}, "Resolver404"),
    ],
)
def test_the_qa_door_is_in_the_url_map_only_where_it_is_opened(variables, answer):
    script = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "try: print(resolve('/qa/sandboxes/').url_name)\n"
        "except Resolver404: print('Resolver404')"
    )
    assert python("-c", script, **variables).stdout.strip() == answer


def test_the_demo_has_sqlite_no_debug_and_no_https():
    demo = settings_from(DEMO="1", SECRET_KEY="x")
    database = demo["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(ROOT / "var" / "trainer.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (demo["DEMO"], demo["DEBUG"], demo["SECURE_SSL_REDIRECT"]) == (True, False, False)
    assert demo["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_the_demo_on_another_host_answers_to_any_name():
    assert settings_from(DEMO="1", SECRET_KEY="x", HOST="0.0.0.0")["ALLOWED_HOSTS"] == ["*"]  # noqa: S104
    assert "*" not in settings_from(DEMO="1", SECRET_KEY="x", HOST="::1")["ALLOWED_HOSTS"]


def test_the_demo_keeps_to_what_is_set():
    demo = settings_from(DEMO="1", **SITE)
    assert demo["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert demo["SECRET_KEY"] == SITE["SECRET_KEY"]
    assert demo["ALLOWED_HOSTS"] == ["trainer.example.org", "www.example.org"]


@pytest.mark.parametrize(("demo", "expected"), [("0", False), ("false", False), ("1", True), ("true", True)])
def test_demo_mode_is_on_when_it_says_so(demo, expected):
    assert settings_from(**SITE, DEMO=demo)["DEMO"] is expected


def test_debug_is_on_only_when_asked_for():
    assert settings_from(**SITE, DEBUG="1")["DEBUG"] is True


def test_a_secret_can_come_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("from-a-file")
    others = {key: value for key, value in SITE.items() if key != "SECRET_KEY"}
    assert settings_from(**others, SECRET_KEY_FILE=str(secret))["SECRET_KEY"] == "from-a-file"


def test_settings_can_come_from_an_env_file_and_the_environment_wins(tmp_path):
    file = tmp_path / "env"
    file.write_text(
        "".join(f"{key}={value}\n" for key, value in SITE.items()) + "SUPPORT_CONTACT=From file\n"
    )
    from_file = settings_from(ENV_FILE=str(file))
    assert (from_file["SECRET_KEY"], from_file["SUPPORT_CONTACT"]) == (SITE["SECRET_KEY"], "From file")
    assert settings_from(ENV_FILE=str(file), SUPPORT_CONTACT="Mine")["SUPPORT_CONTACT"] == "Mine"


def test_the_env_example_as_it_stands_is_a_file_that_only_lacks_what_is_required():
    assert named_as_missing(ENV_FILE=str(ROOT / ".env.example")) == list(SITE)
    assert settings_from(ENV_FILE=str(ROOT / ".env.example"), **SITE)["DEMO"] is False


# .env.example tells what the program reads


def calls_in(file):
    return [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def read_from_environment(file):
    """Every variable that a file reads: env.str("NAME"), os.environ.get("NAME"), os.environ["NAME"]."""
    found = set()
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
    """Name and value of every variable in .env.example; a value is None where it is no default."""
    lines = re.findall(r"^(#?)([A-Z][A-Z0-9_]*)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    return {name: value for _, name, value in lines}


def test_the_env_example_lists_exactly_what_is_read():
    read = read_from_environment(ROOT / "iqies_roles" / "settings.py")
    for folder in ("tests", ".ci"):
        for file in (ROOT / folder).rglob("*.py"):
            read |= read_from_environment(file)
    not_ours = {"PATH", "PLAYWRIGHT_NODEJS_PATH"}  # of the machine; set by the test run itself
    as_files = {name for name in read if name.endswith("_FILE") and name.removesuffix("_FILE") in read}
    read -= not_ours | as_files
    assert (read - set(listed()), set(listed()) - read) == (set(), set())  # not listed; not read


def test_the_application_reads_the_environment_in_its_settings_only():
    files = [ROOT / "manage.py", *(ROOT / "accounts").rglob("*.py"), *(ROOT / "rolerequests").rglob("*.py")]
    files += [file for file in (ROOT / "iqies_roles").rglob("*.py") if file.name != "settings.py"]
    assert [file.name for file in files if read_from_environment(file)] == []


def test_the_env_example_gives_each_variable_once():
    names = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_the_env_example_gives_the_real_defaults():
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
