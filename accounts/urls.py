"""Addresses of the sign-in page and of what an identity can do with itself."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("practice-identity/", views.practice_identity, name="practice_identity"),
    path("start-over/", views.start_over, name="start_over"),
]
