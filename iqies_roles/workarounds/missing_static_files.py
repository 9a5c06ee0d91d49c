"""WhiteNoise fails for a static file that was deleted after the start of the server.

Symptom: status 500 instead of 404. WhiteNoise lists the files once, at its start.

Upstream: not reported as far as we know; `StaticFile.get_response` of WhiteNoise 6.12.
Delete when: WhiteNoise answers 404 itself.
"""

from typing import Any

from django.http import HttpRequest
from whitenoise import middleware


class WhiteNoiseMiddleware(middleware.WhiteNoiseMiddleware):  # type: ignore[misc] # it ships no types
    """Leaves a missing file to the next middleware, and so to the page for status 404."""

    def __call__(self, request: HttpRequest) -> Any:
        try:
            return super().__call__(request)
        except FileNotFoundError:
            return self.get_response(request)
