"""The site with the QA API, as QA_API=1 makes it."""

from django.urls import include, path

from iqies_roles.urls import handler400, handler403, handler404, handler500  # noqa: F401 - looked up here
from rolerequests.qa.views import url_patterns

urlpatterns = [path("", include("iqies_roles.urls")), *url_patterns()]
