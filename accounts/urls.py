"""Addresses of the sign-in page and of what an identity can do with itself."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.SimulatorLoginView.as_view(), name="login"),
    path("logout/", views.logout_view, name="logout"),
    path("practice-account/", views.practice_account, name="practice_account"),
    path("start-over/", views.start_over, name="start_over"),
]
