"""Decorators for views: who may use them, and what other views ask of them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """For annotations: a request whose user is logged in."""

    user: User


def for_trainees(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show staff a page that leads to the admin, instead of a page for trainees.

    The class page shows where the trainees of a class are: the page that each has opened is stored.
    """

    @wraps(view)
    def guarded(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.sandbox_id is None:
            return render(request, "accounts/staff.html")
        response = view(request, *args, **kwargs)
        if (
            request.user.training_class_id
            and request.method == "GET"
            and response.status_code == HTTPStatus.OK
        ):
            request.user.is_at(title_of(request.resolver_match))  # type: ignore[arg-type] # a view is running
        return response

    return guarded


def page(
    title: str | Callable[..., str], *, is_own: Callable[..., bool] | None = None
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorator: the title that links to this view show, and whether a user can open it.

    `title` can be a function of the arguments in the URL. `is_own` takes the user and these arguments.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.page_title = title  # type: ignore[attr-defined]
        view.is_own = is_own  # type: ignore[attr-defined]
        return view

    return decorate


def title_of(match: ResolverMatch) -> str:
    """The title of the resolved view; '' if it has none."""
    view = getattr(match.func, "view_class", match.func)
    title: str | Callable[..., str] = getattr(view, "page_title", "")
    return title(**match.kwargs) if callable(title) else title


def is_open_to(match: ResolverMatch, user: User) -> bool:
    """Whether the resolved view says that this user can open it; True if it says nothing."""
    is_own = getattr(match.func, "is_own", None)
    return is_own is None or is_own(user, **match.kwargs)
