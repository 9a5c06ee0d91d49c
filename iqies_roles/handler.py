"""The WSGI handler: what is done before the first middleware."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from iqies_roles.workarounds.request_charset import Utf8Request
from iqies_roles.workarounds.stack_chunks import reserve_stack


class SimulatorHandler(WSGIHandler):
    """Django's handler with two workarounds."""

    request_class = Utf8Request

    @reserve_stack
    def __call__(self, environ: Any, start_response: Any) -> Any:
        return super().__call__(environ, start_response)
