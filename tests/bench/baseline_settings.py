"""Settings of the baseline: the same server with one minimal Django view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from iqies_roles.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = __name__


def baseline(request: HttpRequest) -> HttpResponse:
    """No database, no session, no template."""
    return HttpResponse("ok")


urlpatterns = [path("baseline/", baseline), path("readyz", baseline)]
