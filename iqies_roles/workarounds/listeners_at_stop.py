"""gunicorn's threads lose new connections when a worker stops.

Symptom: a worker that stops accepts no more, but its listener stays open until its requests are done. Who
connects meanwhile is queued by the kernel, and then reset: a proxy cannot send a form to another server,
because this one may have read it.

Upstream: https://github.com/benoitc/gunicorn/pull/3612 (open), for another cause of the same resets;
`ThreadWorker.run` of gunicorn 27.0.1.
Delete when: gunicorn closes the listeners of a worker before it waits for requests.
"""

import select
from typing import Any

from iqies_roles.workarounds import idle_connections


class Worker(idle_connections.Worker):
    """Takes what is queued when it stops, and closes its listeners, so that the kernel refuses the next."""

    sockets: list[Any]

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            poller = select.poll()
            poller.register(listener, select.POLLIN)
            while poller.poll(0):
                self.accept(listener)
            listener.close()
        self.sockets = []
