"""Middleware of all pages, one idea each."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

MAX_REQUEST_BYTES = 20 * 1024**2
DEBUG_PAGES = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)
GetResponse = Callable[[HttpRequest], HttpResponse]


def default_port(get_response: GetResponse) -> GetResponse:
    """Write the Host header as browsers write the Origin header: in lower case, without the default port.

    Some proxies do not, and then the two would differ for each form.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "HTTP_HOST" in request.META:
            port = ":443" if request.is_secure() else ":80"
            request.META["HTTP_HOST"] = request.META["HTTP_HOST"].lower().removesuffix(port)
        return get_response(request)

    return middleware


def compression(get_response: GetResponse) -> GetResponse:
    """Compress pages, but none that shows a password (`no-transform`): see decision 40.

    WhiteNoise serves compressed static files before this middleware.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "no-transform" in response.get("Cache-Control", ""):
            return response
        return cast(HttpResponse, gzip.process_response(request, response))

    return middleware


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Allow pages only what comes from this site, and no inline code. Django's debug pages need some."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in DEBUG_PAGES):
            response["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
        return response

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """No page is cached, indexed by search engines, or allowed to use a device.

    WhiteNoise serves static files before this middleware, with a long cache life.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        unchanged = "no-transform" in response.get("Cache-Control", "")
        response["Cache-Control"] = "no-store, private" + (", no-transform" if unchanged else "")
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return middleware


def max_request_size(get_response: GetResponse) -> GetResponse:
    """Refuse a request of more than 20 MB before anything is read: Django limits no uploaded files.

    Smaller uploads that are still too large get an error at their field.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MAX_REQUEST_BYTES:
            return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return get_response(request)

    return middleware


def head_requests(get_response: GetResponse) -> GetResponse:
    """HEAD does not use up messages and selections that a page shows once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            request.session.modified = False
            get_messages(request).used = False  # type: ignore[union-attr] # MessageMiddleware is before
        return response

    return middleware


def method_not_allowed(get_response: GetResponse) -> GetResponse:
    """Give an empty 405 response a page. The QA API has its own text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    return middleware
