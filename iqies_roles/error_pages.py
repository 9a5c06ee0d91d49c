"""The error pages that nginx shows when no server does, as files: `deploy/nginx/iqies-simulator.conf`."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from iqies_roles.logs import current_request

REQUEST_ID = mark_safe('<!--# echo var="request_id" -->')
# Name of the file, template and what that one asks.
PAGES: dict[str, tuple[str, dict[str, bool]]] = {
    "413.html": ("413.html", {}),
    "502.html": ("503.html", {"away": True}),  # no server responds
    "503.html": ("503.html", {"busy": True}),  # too many log-ins from one network
}


def write_error_pages(folder: Path) -> None:
    """Write them with the addresses of the present static files."""
    folder.mkdir(parents=True, exist_ok=True)
    token = current_request.set(REQUEST_ID)
    try:
        for name, (template, context) in PAGES.items():
            page = render_to_string(template, {**context, "version": settings.VERSION})
            (folder / name).write_text(page)
    finally:
        current_request.reset(token)
