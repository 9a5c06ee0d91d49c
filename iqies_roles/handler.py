"""How a request is read, before any middleware sees it."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Utf8Request(WSGIRequest):
    """A request whose words are UTF-8, whatever charset its Content-Type names.

    Browsers send UTF-8. Django would read the address with a charset such as `hex` as well, and fail where
    nothing catches it.
    """

    encoding = property(lambda request: None, lambda request, charset: None)


class SimulatorHandler(WSGIHandler):
    """Django's handler, for such requests, with room on the stack for all that a page calls."""

    request_class = Utf8Request

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer a request."""
        return super().__call__(environ, start_response)

    # Python keeps the frames of its functions in pieces of 16 KB. Where a template's innermost calls cross
    # from one to the next, each call fetches a piece from the system and gives it back, and the page takes up
    # to twice as long; which pages do depends on nothing but how deep the calls are. A frame that claims this
    # many words makes Python fetch one large piece, and everything below finds room in it.
    __call__.__code__ = __call__.__code__.replace(co_stacksize=100_000)
