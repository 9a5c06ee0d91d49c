"""URLs of practice."""

from django.urls import path

from training.practice import views

urlpatterns = [
    path("practice/", views.practice, name="practice"),
    path("practice/first/", views.first_exercise, name="first_exercise"),
    path("practice/record/", views.practice_record, name="practice_record"),
    path("practice/refreshers.ics", views.refresher_calendar, name="refresher_calendar"),
    path("practice/leave/", views.leave, name="leave_exercise"),
    path("practice/continue/", views.resume, name="continue_exercise"),
    path("practice/finish/", views.finish, name="finish_exercise"),
    path("practice/attempts/<int:pk>/", views.debrief, name="debrief"),
    path("practice/exercises/<slug:slug>/", views.exercise, name="exercise"),
    path("practice/exercises/<slug:slug>/start/", views.start, name="start_exercise"),
]
