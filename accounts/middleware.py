"""Middleware of the login."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from accounts import unsaved
from accounts.models import User

CLASS_CLOSED = "Your class is closed, so you are logged out. What you did is kept. Ask your training lead."
DEACTIVATED = (
    "Your account is deactivated, so you are logged out. Ask your training lead or an administrator."
)


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Also remembers a form that is sent without a login, so that the next page can say it was not saved.

    Says why to people whose session ended because their class was closed or their account deactivated.
    """

    def process_view(self, request: HttpRequest, view_func: Any, *args: Any) -> HttpResponseBase | None:
        """Replace Django's lazy user, which costs some calls for each use, where it is needed anyway."""
        if getattr(view_func, "login_required", True) and isinstance(request.user, SimpleLazyObject):
            request.user = get_user(request)
        if not request.user.is_authenticated and SESSION_KEY in request.session:
            end_session(request)
        return super().process_view(request, view_func, *args)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Lead to the login page if the account was deleted while its form was saved."""
        user = getattr(request, "user", None)
        if user is None or not isinstance(exception, ObjectDoesNotExist | IntegrityError):
            return None
        if user.pk is None or User.objects.filter(pk=user.pk).exists():
            return None
        end_session(request)
        return redirect_to_login(request.path)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method == "POST":
            unsaved.remember(request, view_func)
        return super().handle_no_permission(request, view_func)


def end_session(request: HttpRequest) -> None:
    """End the session of somebody who may no longer be logged in, with a message that says why."""
    user = User.objects.with_class().filter(pk=request.session[SESSION_KEY]).first()
    if user is None:
        request.session.flush()
        return
    unsaved.log_out(request, user)
    if not user.is_active:
        messages.warning(request, DEACTIVATED)
    elif user.in_closed_class():
        messages.warning(request, CLASS_CLOSED)
