"""Addresses of the peer, the same as the simulator's where it has them."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench.formtools_peer import views


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("readyz", readyz),
    path("login/", LoginView.as_view(template_name="login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", views.welcome, name="welcome"),
    path("role-requests/<slug:step>/", views.RoleRequestWizard.as_view(url_name="step"), name="step"),
    path("my-profile/", views.my_profile, name="my_profile"),
    path("start-over/", views.start_over, name="start_over"),
]
