"""The site with single sign-on, as SSO_ISSUER makes it."""

from django.urls import include, path

from accounts.single_sign_on.urls import urlpatterns as single_sign_on
from iqies_roles.urls import handler400, handler403, handler404, handler500  # noqa: F401 - looked up here

urlpatterns = [path("", include("iqies_roles.urls")), *single_sign_on]
