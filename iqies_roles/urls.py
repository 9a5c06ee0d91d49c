"""All addresses."""

from django.contrib import admin
from django.urls import include, path

from iqies_roles import views

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("rolerequests.urls")),
    path("admin/login/", views.admin_sign_in),
    path("admin/", admin.site.urls),
]
