"""Middleware of the login."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseRedirect

from accounts import unsaved


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Also remembers a form that is sent without a login, so that the next page can say it was not saved."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method == "POST":
            unsaved.remember(request, view_func)
        return super().handle_no_permission(request, view_func)
