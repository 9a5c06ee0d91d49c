"""All addresses. The admin's sign-in page is the one sign-in page that there is."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from iqies_roles import views

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("rolerequests.urls")),
    path(
        "admin/login/",
        login_not_required(RedirectView.as_view(pattern_name="sign_in", query_string=True)),
    ),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
]
