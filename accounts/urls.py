"""URLs of logging in and out, of practice accounts and class codes, and of starting over."""

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
