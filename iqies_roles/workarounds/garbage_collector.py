"""Python's garbage collector walks through all of Django while a page is made.

Symptom: some requests take longer than others, and the memory of forked workers is copied. The
collector starts a full pass after a number of new objects that a page or two make, and visits what start-up
made each time.

Upstream: https://github.com/python/cpython/issues/75739 added `gc.freeze` for servers that fork; no version
chooses these values by itself.
Delete when: `make bench` shows no difference without it.
"""

import gc


def tune_garbage_collector() -> None:
    """Leave out what exists by now, and look at new objects less often. Call it before workers are forked."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
