"""A worker that stops serves who is connected already, and lets the kernel refuse the others."""

import socket

import pytest

from iqies_roles.workarounds.listeners_at_stop import Worker


def test_stopping_worker_takes_queued_connections_and_refuses_others(monkeypatch):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    address = listener.getsockname()
    worker, taken = Worker.__new__(Worker), []
    monkeypatch.setattr(Worker, "accept", lambda self, listener: taken.append(listener.accept()[0]))
    worker.sockets, worker.alive, worker._accepting = [listener], False, False
    clients = [socket.create_connection(address) for _ in range(3)]
    worker.set_accept_enabled(False)
    worker.set_accept_enabled(False)  # gunicorn does it again
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
    assert {each.getpeername() for each in taken} == {each.getsockname() for each in clients}
    for each in [*clients, *taken]:
        each.close()
