"""Each workaround is needed: without it, its symptom is there."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db as django_sessions
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from iqies_roles.handler import SimulatorHandler
from iqies_roles.workarounds import fork_signals, session_keys, stack_chunks
from tests.browser.server import running_server


def response_to(handler, path, **environ):
    """Status and headers that the WSGI server sends."""
    sent: list[Any] = []
    request = RequestFactory(headers={"host": "testserver"}).get(path).environ | environ
    handler(request, lambda status, headers, *error: sent.extend((status, dict(headers))))
    return sent


# Stack chunks


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 11, 7), True),
        ((3, 12, 14), True),
        ((3, 13, 12), True),
        ((3, 13, 13), False),
        ((3, 14, 3), True),
        ((3, 14, 4), False),
        ((3, 15, 0), False),
    ],
)
def test_stack_workaround_applies_to_affected_versions(version, affected):
    assert stack_chunks.is_affected(version) is affected


def test_handler_reserves_stack_on_affected_versions():
    reserved = SimulatorHandler.__call__.__code__.co_stacksize == stack_chunks.WORDS
    assert reserved is stack_chunks.is_affected(sys.version_info[:3])


SLOW_DEPTHS = """
import time
from iqies_roles.workarounds.stack_chunks import reserve_stack

def leaf():
    pass

def loop(started=None):
    started = time.perf_counter()
    for _ in range(20_000):
        leaf()
    return time.perf_counter() - started

def at_depth(depth):
    return at_depth(depth - 1) if depth else loop()

def entry(depth):
    return at_depth(depth)

def slowest_ratio():
    entry(300)
    seconds = sorted(min(entry(depth) for _ in range(3)) for depth in range(300))
    return seconds[-1] / seconds[150]

without = slowest_ratio()
entry = reserve_stack(entry)
print(without, slowest_ratio())
"""


@pytest.mark.skipif(not stack_chunks.is_affected(sys.version_info[:3]), reason="fixed in this Python")
def test_no_depth_of_calls_is_slow():
    words = subprocess.check_output([sys.executable, "-c", SLOW_DEPTHS], cwd=settings.BASE_DIR, text=True)
    without, reserved = map(float, words.split())
    assert without > 2 * reserved


# Request charset


@pytest.mark.django_db
def test_charset_that_is_no_text_encoding_is_ignored():
    request = {"CONTENT_TYPE": "text/plain; charset=hex"}
    with pytest.raises(LookupError):
        response_to(WSGIHandler(), "/help/?from=/", **request)
    status, headers = response_to(SimulatorHandler(), "/help/?from=/", **request)
    assert status == "200 OK"
    assert "Content-Security-Policy" in headers


# Session keys


@pytest.mark.parametrize("key", ["a" * 7, "", None, "\0" + "a" * 16, "é" * 16, "a b c d e f"])
def test_session_store_ignores_malformed_keys(key):
    assert session_keys.SessionStore(key).session_key is None


def test_session_store_takes_keys_of_django(db):
    session = session_keys.SessionStore()
    session.create()
    assert session_keys.SessionStore(session.session_key).session_key == session.session_key


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite stores NUL")
def test_session_key_with_nul_fails_in_django(db):
    with pytest.raises(ValueError, match="NUL"):
        django_sessions.SessionStore("\0" + "a" * 16).load()


# Signals over fork


FORK = """
import os, signal, sys, time
from iqies_roles.workarounds import fork_signals

if sys.argv[1] == "with":
    fork_signals.hold_stop_signals_over_fork()
signal.signal(signal.SIGTERM, lambda *args: None)  # as gunicorn's arbiter, which queues the signal
worker = os.fork()
if not worker:
    time.sleep(0.3)  # SIGTERM arrives meanwhile
    signal.signal(signal.SIGTERM, lambda *args: os._exit(7))
    fork_signals.deliver_stop_signals()
    time.sleep(0.1)
    os._exit(0)
time.sleep(0.1)
os.kill(worker, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
"""


@pytest.mark.parametrize(("workaround", "exit_code"), [("without", 0), ("with", 7)])
def test_stop_signal_during_a_fork_is_delivered(workaround, exit_code):
    command = [sys.executable, "-c", FORK, workaround]
    assert int(subprocess.check_output(command, cwd=settings.BASE_DIR)) == exit_code


def test_stop_signals_are_blocked_until_delivery():
    fork_signals.hold_stop_signals()
    try:
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) >= fork_signals.STOP_SIGNALS
    finally:
        fork_signals.deliver_stop_signals()
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, []) & fork_signals.STOP_SIGNALS


SLOW_SECOND_WORKER = """
import os, time

forks = []
os.register_at_fork(
    before=lambda: forks.append("worker"), after_in_child=lambda: len(forks) == 2 and time.sleep(1)
)
"""


def test_server_stops_while_a_worker_starts(server_folder, tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(SLOW_SECOND_WORKER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv("ALLOWED_HOSTS")
    with running_server(server_folder()):
        stopped = time.monotonic()
    assert time.monotonic() - stopped < 10  # without the workaround: 30 s


# Garbage collector


def test_wsgi_application_tunes_the_garbage_collector():
    script = (
        "import gc; before = gc.get_threshold()[0]; import iqies_roles.wsgi; "
        "print(gc.get_freeze_count(), gc.get_threshold()[0] - before)"
    )
    words = subprocess.check_output(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        text=True,
    )
    frozen, more = map(int, words.split())
    assert frozen > 50_000
    assert more > 0
