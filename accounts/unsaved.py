"""What a form contained that was sent after its session had ended or changed: kept until the next login.

Only fields of views with `@keeps_unsaved` are kept, in the session, and shown once on the same page.
"""

import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from accounts.decorators import is_open_to
from accounts.models import User

UNSAVED = "unsaved"  # session key
MAX_LENGTH = 2000  # characters, as JSON
View = Callable[..., HttpResponse]


def keeps_unsaved(view: View) -> View:
    """Mark a view whose fields can be kept."""
    view.keeps_unsaved = True  # type: ignore[attr-defined]
    return view


def remember(request: HttpRequest, view: View) -> None:
    """Keep that this form was not saved, with its fields if the view is marked."""
    fields = dict(request.POST.items()) if getattr(view, "keeps_unsaved", False) else {}
    fields.pop("csrfmiddlewaretoken", None)
    if len(json.dumps(fields)) > MAX_LENGTH:
        fields = {}
    request.session[UNSAVED] = {"path": request.path, "fields": fields}


def is_remembered(request: HttpRequest) -> bool:
    """Whether a form of this browser was not saved."""
    return UNSAVED in request.session


def page_for(request: HttpRequest, user: User) -> str | None:
    """The path of the page whose form was not saved. None if there is none, or if it is another user's."""
    path: str = request.session.get(UNSAVED, {}).get("path", "")
    return path if path and is_open_to(resolve(path), user) else None


def log_out(request: HttpRequest, user: User) -> None:
    """Log out. What another user did not save waits in the new session for the next login."""
    kept = None if page_for(request, user) else request.session.get(UNSAVED)
    logout(request)
    user.is_at("")
    if kept:
        request.session[UNSAVED] = kept


def restore(request: HttpRequest) -> dict[str, Any]:
    """The fields that were not saved on this page, once; otherwise an empty dict."""
    unsaved = request.session.get(UNSAVED)
    if request.method != "GET" or not unsaved or unsaved["path"] != request.path:
        return {}
    fields: dict[str, Any] = request.session.pop(UNSAVED)["fields"]
    return fields
