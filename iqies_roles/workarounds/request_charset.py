"""Django reads a request in whatever charset its Content-Type names.

Symptom: `Content-Type: text/plain; charset=hex` gives a server error in every view that reads `request.GET`,
and in middleware, where no error page is made. `hex`, `zlib` and others are codecs of Python, but no text
encodings.

Upstream: not reported as far as we know; `HttpRequest._set_content_type_params` of Django 5.2.
Delete when: Django takes only text encodings there.
"""

from django.core.handlers.wsgi import WSGIRequest


class Utf8Request(WSGIRequest):
    """A request that is always read as UTF-8, which is what browsers send to pages in UTF-8."""

    encoding = property(lambda request: None, lambda request, charset: None)
