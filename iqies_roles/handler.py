"""How a request is read, before any middleware sees it."""

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Utf8Request(WSGIRequest):
    """A request whose words are UTF-8, whatever charset its Content-Type names.

    Browsers send UTF-8. Django would read the address with a charset such as `hex` as well, and fail where
    nothing catches it.
    """

    encoding = property(lambda request: None, lambda request, charset: None)


class TrainerHandler(WSGIHandler):
    """Django's handler, for such requests."""

    request_class = Utf8Request
