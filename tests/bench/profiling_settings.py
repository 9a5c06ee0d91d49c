"""Settings that profile each request. PROFILE returns the share of each owner since its last call."""

import cProfile
import pstats
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403
from tests.bench.journey import PROFILE

MIDDLEWARE = [f"{__name__}.profile", *settings.MIDDLEWARE]

# Owner of the code by parts of the file's path or the function's name. The first match counts.
OWNERS = {
    "the database": ("SQLiteCursorWrapper.execute", "'execute' of", "'fetchmany' of", "'commit' of"),
    "Django's ORM": ("/django/db/",),
    "Django's templates": ("/django/template/", "/django/utils/html", "/django/utils/safestring"),
    "Django's forms": ("/django/forms/",),
    "Django's sessions, log-in, tokens": ("/django/contrib/", "/django/middleware/"),
    "the rest of Django": ("/django/", "/asgiref/"),
    "the simulator": tuple(
        f"{settings.BASE_DIR}/{app}/" for app in ("accounts", "rolerequests", "training", "iqies_roles")
    ),
    "other packages": ("/site-packages/",),
    "Python": ("",),
}
Function = tuple[str, int, str]  # of pstats: file, line, name
Timing = tuple[int, int, float, float]  # calls without and with recursion, own time, time with all it calls

profiler = cProfile.Profile()


def profile(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that profiles each request. It needs one worker and one request at a time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == PROFILE:
            response = JsonResponse(shares(pstats.Stats(profiler).stats))  # type: ignore[attr-defined]
            profiler.clear()
            return response
        profiler.enable()
        try:
            return get_response(request)
        finally:
            profiler.disable()

    return middleware


def shares(stats: dict[Function, tuple[int, int, float, float, dict[Function, Timing]]]) -> dict[str, float]:
    """Percentage of own time by owner. Built-in functions count for their callers."""
    seconds = dict.fromkeys(OWNERS, 0.0)
    for function, (_, _, own, _, callers) in stats.items():
        if function[0] != "~" or owner_of(function) == "the database" or not callers:
            seconds[owner_of(function)] += own
            continue
        for caller, (_, _, own_for_caller, _) in callers.items():
            seconds[owner_of(caller)] += own_for_caller
    total = sum(seconds.values())
    return {owner: 100 * each / total for owner, each in seconds.items()}


def owner_of(function: Function) -> str:
    file, _, name = function
    return next(
        owner for owner, parts in OWNERS.items() if any(part in file or part in name for part in parts)
    )
