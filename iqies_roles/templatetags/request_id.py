"""The id of the request, for error pages: also those that have no context."""

from django import template

from iqies_roles.logs import current_request

register = template.Library()


@register.simple_tag
def request_id() -> str:
    """The id of this request, as the log and the header `X-Request-ID` have it."""
    return current_request.get()
