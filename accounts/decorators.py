"""Who is on the trainees' side of the sign-in wall, for the views behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """For annotations: a request that the sign-in wall has let through."""

    user: User


def for_trainees(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: staff who open a page of the trainees are told so and led to the admin."""

    @wraps(view)
    def guarded(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.sandbox_id is None:
            return render(request, "accounts/staff.html")
        return view(request, *args, **kwargs)

    return guarded
