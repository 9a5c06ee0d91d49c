"""Python fetches and frees a piece of its stack again and again in deep calls.

Symptom: some pages take up to twice as long, and another depth of calls (one more middleware) changes which.
Python keeps the frames of functions in chunks of 16 KB. Where the innermost calls of a template cross from
one chunk to the next, each call allocates a chunk and frees it.

Upstream: https://github.com/python/cpython/issues/142183
Fixed in: Python 3.13.13, 3.14.4 and 3.15; 3.11 and 3.12 get security fixes only.
Delete when: Python 3.13.13 is the oldest version that is supported here.
"""

import sys
from types import FunctionType
from typing import TypeVar

Function = TypeVar("Function")

WORDS = 100_000  # 800 KB on 64-bit machines; the deepest page needs less than a tenth of it


def is_affected(version: tuple[int, int, int]) -> bool:
    """Whether this version of Python frees its chunks at once."""
    return version < (3, 13, 13) or (3, 14) <= version < (3, 14, 4)


def reserve_stack(function: Function) -> Function:
    """Decorate the outermost function: all frames below it fit in the chunk that its own frame needs."""
    if is_affected(sys.version_info[:3]) and isinstance(function, FunctionType):
        function.__code__ = function.__code__.replace(co_stacksize=WORDS)
    return function
