"""Decorators for views that only trainees may use."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """For annotations: a request whose user is logged in."""

    user: User


def for_trainees(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show staff a page that leads to the admin, instead of a page for trainees."""

    @wraps(view)
    def guarded(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.sandbox_id is None:
            return render(request, "accounts/staff.html")
        return view(request, *args, **kwargs)

    return guarded
