"""URLs of single sign-on, which exist only if it is on. The second one is what the provider must know."""

from django.urls import path

from accounts.single_sign_on import views

urlpatterns = [
    path("login/agency/", views.agency_login, name="agency_login"),
    path("login/agency/done/", views.agency_login_done, name="agency_login_done"),
]
