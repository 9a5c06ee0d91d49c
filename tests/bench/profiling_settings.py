"""Settings with which the real pages are profiled; a page says whose code took the time since it last did."""

import cProfile
import pstats
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403
from tests.bench.journey import PROFILE

MIDDLEWARE = [f"{__name__}.profile", *settings.MIDDLEWARE]

# Whose code it is, by what stands in the file's path or the function's name; the first that fits.
OWNERS = {
    "the database": ("SQLiteCursorWrapper.execute", "'execute' of", "'fetchmany' of", "'commit' of"),
    "Django's ORM": ("/django/db/",),
    "Django's templates": ("/django/template/", "/django/utils/html", "/django/utils/safestring"),
    "Django's forms": ("/django/forms/",),
    "Django's sessions, sign-in, tokens": ("/django/contrib/", "/django/middleware/"),
    "the rest of Django": ("/django/", "/asgiref/"),
    "the trainer": tuple(
        f"{settings.BASE_DIR}/{app}/" for app in ("accounts", "rolerequests", "iqies_roles")
    ),
    "other packages": ("/site-packages/",),
    "Python": ("",),
}
Function = tuple[str, int, str]  # as pstats names it: file, line, name
Timing = tuple[int, int, float, float]  # calls without and with recursion, own time, time with all it calls

profiler = cProfile.Profile()


def profile(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: profiles each request; they must come one at a time, to one worker."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == PROFILE:
            answer = JsonResponse(shares(pstats.Stats(profiler).stats))  # type: ignore[attr-defined]
            profiler.clear()
            return answer
        profiler.enable()
        try:
            return get_response(request)
        finally:
            profiler.disable()

    return middleware


def shares(stats: dict[Function, tuple[int, int, float, float, dict[Function, Timing]]]) -> dict[str, float]:
    """Each owner's share in percent of the functions' own time; what is built in counts for its caller."""
    seconds = dict.fromkeys(OWNERS, 0.0)
    for function, (_, _, own, _, callers) in stats.items():
        if function[0] != "~" or owner_of(function) == "the database" or not callers:
            seconds[owner_of(function)] += own
            continue
        for caller, (_, _, own_from_there, _) in callers.items():
            seconds[owner_of(caller)] += own_from_there
    total = sum(seconds.values())
    return {owner: 100 * each / total for owner, each in seconds.items()}


def owner_of(function: Function) -> str:
    """Whose a function is."""
    file, _, name = function
    return next(
        owner for owner, signs in OWNERS.items() if any(sign in file or sign in name for sign in signs)
    )
