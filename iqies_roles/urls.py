"""URLs of the project."""

from django.contrib import admin
from django.urls import include, path

from iqies_roles import security_txt, views

handler400, handler403, handler404 = (views.error_page(status) for status in (400, 403, 404))
handler500 = views.server_error

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("rolerequests.urls")),
    path("", include("training.urls")),
    path(".well-known/security.txt", security_txt.view),
    path("admin/login/", views.admin_login),
    path("admin/", admin.site.urls),
]
