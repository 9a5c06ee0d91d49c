"""URLs of logging in and out, of practice accounts and class codes, and of starting over."""

from django.conf import settings
from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.SimulatorLoginView.as_view(), name="login"),
    path("logout/", views.logout_view, name="logout"),
    path("practice-account/", views.practice_account, name="practice_account"),
    path("class-code/", views.class_code, name="class_code"),
    path("session/", views.session, name="session"),
    path("start-over/", views.start_over, name="start_over"),
]
if settings.SSO:
    from accounts.single_sign_on.urls import urlpatterns as single_sign_on  # only then: it loads Authlib

    urlpatterns += single_sign_on
