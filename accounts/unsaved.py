"""What a form contained that was sent after its session had ended or changed: kept until the next login.

Only fields of views with `@keeps_unsaved` are kept, in the session, and shown once on the same page.
"""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

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


def restore(request: HttpRequest) -> dict[str, Any]:
    """The fields that were not saved on this page, once; otherwise an empty dict."""
    unsaved = request.session.get(UNSAVED)
    if request.method != "GET" or not unsaved or unsaved["path"] != request.path:
        return {}
    fields: dict[str, Any] = request.session.pop(UNSAVED)["fields"]
    return fields
