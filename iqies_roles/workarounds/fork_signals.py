"""gunicorn's workers miss a signal to stop that arrives while they start.

Symptom: a server that is stopped just after its start, or while a worker is replaced, waits 30 seconds.
Between the fork and `init_signals` a worker has the handlers of the arbiter, which put the signal in a queue
that the worker does not read.

Upstream: https://github.com/benoitc/gunicorn/issues/1910 (closed, but still so in gunicorn 27.0.1)
Delete when: gunicorn blocks these signals over the fork itself.
"""

import os
import signal

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


def hold_stop_signals_over_fork() -> None:
    """Block signals to stop from each fork on; `deliver_stop_signals` ends it in the worker."""
    os.register_at_fork(before=hold_stop_signals, after_in_parent=deliver_stop_signals)


def hold_stop_signals() -> None:
    """Block signals to stop: they stay pending."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


def deliver_stop_signals() -> None:
    """Unblock signals to stop, and so deliver those that are pending."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
