"""`manage.py serve`: what it says before the server starts, and when it cannot."""

import re
import socket

import pytest
from django.core.management.base import CommandError

from accounts.models import User
from iqies_roles.database import describe_database
from iqies_roles.management.commands.serve import Command
from iqies_roles.settings import is_loopback

EVERYWHERE = "0.0.0.0"  # noqa: S104


@pytest.fixture
def taken():
    """A port on which somebody else listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    return number


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    settings.HOST = "127.0.0.1"
    return settings


def staff_line():
    return Command().seed_demo_accounts().splitlines()[1]


def test_a_free_address_is_given_back(free):
    assert Command().free_address("127.0.0.1", str(free)) == f"127.0.0.1:{free}"


def test_looking_at_an_address_does_not_take_it(free):
    for _ in range(2):
        Command().free_address("127.0.0.1", str(free))
    with socket.socket() as server:
        server.bind(("127.0.0.1", free))


def test_an_address_of_version_6_stands_in_brackets():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            port = probe.getsockname()[1]
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert Command().free_address("::1", str(port)) == f"[::1]:{port}"


@pytest.mark.parametrize("port", ["", "abc", "0", "-1", "65536", "80 80", "8000.0", "²"])
def test_a_port_that_is_none_is_refused_in_one_sentence(port):
    with pytest.raises(CommandError) as refusal:
        Command().free_address("127.0.0.1", port)
    assert str(refusal.value) == f"PORT must be a number from 1 to 65535, not {port!r}: try PORT=8000."


def test_a_port_in_use_is_refused_in_one_sentence_that_says_what_to_do(taken):
    with pytest.raises(CommandError) as refusal:
        Command().free_address("127.0.0.1", str(taken))
    assert re.fullmatch(
        rf"Cannot listen on 127\.0\.0\.1, port {taken} \(Address already in use\): stop what uses it, or "
        r"choose another port, for example: PORT=\d+",
        str(refusal.value),
    )


def test_the_last_port_in_use_suggests_one_that_exists():
    command = Command()
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", 65535))
        except OSError:
            pass  # somebody else has it: as good
        else:
            listener.listen()
        with pytest.raises(CommandError) as refusal:
            command.free_address("127.0.0.1", "65535")
    assert 1 <= int(str(refusal.value).rsplit("=", 1)[1]) <= 65535


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "not a host"])
def test_a_host_that_is_not_this_machine_is_refused_in_one_sentence(host, free):
    with pytest.raises(CommandError, match=rf"^Cannot listen on {host}, port {free} \([^)]+\)"):
        Command().free_address(host, str(free))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        (EVERYWHERE, False),
        ("::", False),
        ("192.0.2.1", False),
        ("trainer.example.org", False),
        ("", False),
    ],
)
def test_loopback_is_what_only_this_machine_can_reach(host, expected):
    assert is_loopback(host) is expected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_loopback_everybody_has_the_known_password(demo, host):
    demo.HOST = host
    expected = (
        "  Trainees:  trainee01 to trainee40, password Practice-2026\n"
        "  Staff:     admin, password Practice-2026\n"
    )
    assert Command().seed_demo_accounts() == expected
    assert Command().seed_demo_accounts() == expected  # at each start
    assert User.objects.count() == 41
    assert User.objects.get(user_id="admin").check_password("Practice-2026")


def test_where_others_can_reach_it_the_staff_password_is_random_and_shown_once(demo):
    demo.HOST = EVERYWHERE
    first, second = Command().seed_demo_accounts(), Command().seed_demo_accounts()
    trainees = "  Trainees:  trainee01 to trainee40, password Practice-2026\n"
    found = re.fullmatch(
        re.escape(trainees)
        + r"  Staff:     admin, password ([A-Z][a-z]+-[A-Z][a-z]+-[A-Z][a-z]+-\d{4}) "
        + r"\(new, and shown only this once\)\n",
        first,
    )
    assert found
    assert second == trainees + "  Staff:     admin, with the password that was set for it\n"
    admin = User.objects.get(user_id="admin")
    assert admin.check_password(found[1])
    assert not admin.check_password("Practice-2026")


def test_a_demo_that_was_private_gets_a_random_staff_password_when_it_is_opened(demo):
    assert staff_line() == "  Staff:     admin, password Practice-2026"
    demo.HOST = EVERYWHERE
    assert staff_line().endswith("(new, and shown only this once)")


def test_a_password_that_staff_chose_stays_and_is_not_printed(demo):
    Command().seed_demo_accounts()
    admin = User.objects.get(user_id="admin")
    admin.set_password("Chosen-By-Staff-1")
    admin.save()
    for host in ("127.0.0.1", EVERYWHERE):
        demo.HOST = host
        assert staff_line() == "  Staff:     admin, with the password that was set for it"
    admin.refresh_from_db()
    assert admin.check_password("Chosen-By-Staff-1")


def test_the_database_is_named_without_its_password(db, monkeypatch):
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "never-printed")
    words = describe_database()
    assert words.split(",")[0] == {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    assert str(connection.settings_dict["NAME"]) in words
    assert "never-printed" not in words
