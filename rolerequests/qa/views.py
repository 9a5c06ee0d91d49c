"""The addresses of the QA API. They exist only with QA_API=1, and respond to nobody without the token."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, re_path
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from rolerequests.qa.description import OPERATIONS, openapi_path
from rolerequests.qa.fields import FieldError, read_body
from rolerequests.qa.operations import ApiError, Operation

NO_TOKEN = "The header Authorization is missing. Send: Authorization: Bearer, a blank, and the QA_API_TOKEN."  # noqa: S105
WRONG_SCHEME = "The header Authorization must begin with Bearer and a blank. The QA_API_TOKEN follows."
WRONG_TOKEN = "The token is not the QA_API_TOKEN of this server."  # noqa: S105

READABLE = {"indent": 2, "ensure_ascii": False}

View = Callable[..., JsonResponse]


def token_error(request: HttpRequest) -> str:
    """What is wrong with the token; '' if nothing is."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if not header:
        return NO_TOKEN
    if scheme.lower() != "bearer":  # the scheme is case-insensitive (RFC 9110, section 11.1)
        return WRONG_SCHEME
    return "" if constant_time_compare(token.strip(), settings.QA_API_TOKEN) else WRONG_TOKEN


def for_token(view: View) -> View:
    """Decorator: respond only to those who have the token."""

    def guarded(request: HttpRequest, **named: Any) -> JsonResponse:
        error = token_error(request)
        return error_response(403, error) if error else view(request, **named)

    result: View = csrf_exempt(login_not_required(guarded))
    result.responds_with_json = True  # type: ignore[attr-defined] # also while the database does not respond
    return result


def view_of(route: str) -> View:
    """The view of an address, with all its methods."""
    operations = {each.method: each for each in OPERATIONS if each.route == route}

    @for_token
    def view(request: HttpRequest, **named: Any) -> JsonResponse:
        operation = operations.get("GET" if request.method == "HEAD" else request.method or "")
        if operation is None:
            methods = ", ".join(operations)
            message = f"{request.path} has no {request.method}. Send {methods}."
            return error_response(405, message, headers={"Allow": methods})
        return respond(operation, request, named)

    return view


def respond(operation: Operation, request: HttpRequest, named: dict[str, Any]) -> JsonResponse:
    """Run an operation. Its errors become responses with a sentence."""
    try:
        status, content = operation.handler(request, read_body(request), **named)
    except (ApiError, FieldError) as error:
        return error_response(error.status, str(error), error.field)
    return JsonResponse(content, status=status, json_dumps_params=READABLE)


@for_token
def unknown_address(request: HttpRequest) -> JsonResponse:
    """Name the address with its slash, or all addresses."""
    with_slash = f"{request.path}/"
    if any(pattern.resolve(with_slash[1:]) for pattern in address_patterns()):
        return error_response(404, f"The address has a slash at its end: {with_slash}")
    addresses = ", ".join(dict.fromkeys(openapi_path(each) for each in OPERATIONS))
    return error_response(404, f"There is no {request.path}. Addresses: {addresses}.")


def error_response(
    status: int, message: str, field: str = "", headers: dict[str, str] | None = None
) -> JsonResponse:
    content = {"error": message} | ({"field": field} if field else {})
    return JsonResponse(content, status=status, headers=headers, json_dumps_params=READABLE)


def address_patterns() -> list[URLPattern]:
    """The URLs of the operations."""
    routes = dict.fromkeys(each.route for each in OPERATIONS)
    return [path(route, view_of(route)) for route in routes]


def url_patterns() -> list[URLPattern]:
    """All URLs of the QA API; the last one is for what is none."""
    return [*address_patterns(), re_path(r"^qa(?:/.*)?$", unknown_address)]
