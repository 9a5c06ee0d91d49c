"""Middleware of the login."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from accounts import unsaved


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Also remembers a form that is sent without a login, so that the next page can say it was not saved."""

    def process_view(self, request: HttpRequest, view_func: Any, *args: Any) -> HttpResponseBase | None:
        """Replace Django's lazy user, which costs some calls for each use, where it is needed anyway."""
        if getattr(view_func, "login_required", True) and isinstance(request.user, SimpleLazyObject):
            request.user = get_user(request)
        return super().process_view(request, view_func, *args)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method == "POST":
            unsaved.remember(request, view_func)
        return super().handle_no_permission(request, view_func)
