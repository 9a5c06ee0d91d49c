"""`manage.py serve`: its output and errors before the server starts."""

import re
import socket

import pytest
from django.core.management.base import CommandError

from accounts.demo import seed_demo_accounts
from accounts.models import User
from iqies_roles.database import describe_database
from iqies_roles.exposure import is_loopback
from iqies_roles.management.commands.serve import Command

EVERYWHERE = "0.0.0.0"  # noqa: S104


@pytest.fixture
def taken():
    """A port in use."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free():
    """A port that is not in use."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    return number


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    settings.HOST = "127.0.0.1"
    return settings


def test_free_address_is_returned(free):
    assert Command().free_address("127.0.0.1", str(free)) == f"127.0.0.1:{free}"


def test_free_address_stays_free(free):
    for _ in range(2):
        Command().free_address("127.0.0.1", str(free))
    with socket.socket() as server:
        server.bind(("127.0.0.1", free))


def test_ipv6_address_is_in_brackets():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            port = probe.getsockname()[1]
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert Command().free_address("::1", str(port)) == f"[::1]:{port}"


@pytest.mark.parametrize("port", ["", "abc", "0", "-1", "65536", "80 80", "8000.0", "²"])
def test_invalid_port_is_refused(port):
    with pytest.raises(CommandError) as refusal:
        Command().free_address("127.0.0.1", port)
    assert str(refusal.value) == f"PORT must be a number from 1 to 65535, not {port!r}: try PORT=8000."


def test_port_in_use_is_refused_with_another_port(taken):
    with pytest.raises(CommandError) as refusal:
        Command().free_address("127.0.0.1", str(taken))
    assert re.fullmatch(
        rf"Cannot listen on 127\.0\.0\.1, port {taken} \(Address already in use\): stop the program that uses it, "
        r"or choose another port, for example: PORT=\d+",
        str(refusal.value),
    )


def test_last_port_in_use_suggests_a_valid_port():
    command = Command()
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", 65535))
        except OSError:
            pass  # another program uses it
        else:
            listener.listen()
        with pytest.raises(CommandError) as refusal:
            command.free_address("127.0.0.1", "65535")
    assert 1 <= int(str(refusal.value).rsplit("=", 1)[1]) <= 65535


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "not a host", "fe80::1"])
def test_host_of_another_machine_is_refused(host, free):
    with pytest.raises(CommandError, match=rf"^HOST must be .* not {host} \([^)]+\)"):
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
        ("simulator.example.org", False),
        ("", False),
    ],
)
def test_loopback_hosts_are_recognized(host, expected):
    assert is_loopback(host) is expected


def test_demo_passwords_are_shown(demo):
    expected = (
        "  Trainees:  trainee01 to trainee40, password Practice-2026\n"
        "  Staff:     admin, password Practice-2026\n"
    )
    for _ in range(2):  # at each start
        seed_demo_accounts()
        assert Command().describe_demo_accounts() == expected
    assert User.objects.count() == 41
    assert User.objects.get(user_id="admin").check_password("Practice-2026")


def test_changed_staff_password_stays_and_is_not_printed(demo):
    seed_demo_accounts()
    admin = User.objects.get(user_id="admin")
    admin.set_password("Chosen-By-Staff-1")
    admin.save()
    seed_demo_accounts()
    assert "admin, with the password that was set for it" in Command().describe_demo_accounts()
    admin.refresh_from_db()
    assert admin.check_password("Chosen-By-Staff-1")


def test_database_description_has_no_password(db, monkeypatch):
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "never-printed")
    words = describe_database()
    assert words.split(",")[0] == {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    assert str(connection.settings_dict["NAME"]) in words
    assert "never-printed" not in words
