"""The yardstick: settings with which the same server has the barest Django view, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from iqies_roles.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = __name__


def barest(request: HttpRequest) -> HttpResponse:
    """Two letters: no database, no session, no template."""
    return HttpResponse("ok")


urlpatterns = [path("barest/", barest), path("healthz", barest)]
