"""gunicorn's threads wait for connections that send nothing.

Symptom: browsers open connections ahead. Eight of them that send nothing keep all threads of two workers, and
the next request waits up to 10 seconds; forty of them, 40 seconds. A thread of gunicorn waits 5 seconds for
the first byte before it gives the connection to the poller, which can watch any number of them.

Upstream: not reported as far as we know; `ThreadWorker.handle` in `gunicorn.workers.gthread` of gunicorn 27.
Delete when: gunicorn gives new connections to the poller first, or has a setting for the wait.
"""

from gunicorn.workers.gthread import TConn

SECONDS = 0.01  # most clients send the request at once: those need no turn of the poller

original_wait = TConn.wait_for_data


def wait_briefly(self: TConn, timeout: float) -> bool:
    """Wait for the first byte at most SECONDS. Returns whether it is there."""
    ready: bool = original_wait(self, min(timeout, SECONDS))
    return ready


def hand_silent_connections_to_poller() -> None:
    """Patch gunicorn. Call it before workers are forked."""
    TConn.wait_for_data = wait_briefly
