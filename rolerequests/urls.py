"""URLs of the app. The step table defines those of the wizard."""

from django.conf import settings
from django.urls import path, register_converter

from rolerequests.job_aid import views as job_aid_views
from rolerequests.qa import views as qa_views
from rolerequests.wizard import picker, views
from rolerequests.wizard.steps import STEPS


class StepConverter:
    """The slug of a step; any other word is a 404."""

    regex = "|".join(step.slug for step in STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "step")

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("role-requests/new/", views.step, name="new_role_request"),
    path("role-requests/<int:pk>/<step:slug>/", views.step, name="step"),
    path("role-requests/<int:pk>/organizations/search/", picker.search, name="search_organizations"),
    path("role-requests/<int:pk>/organizations/several/", picker.several, name="add_several"),
    path("role-requests/<int:pk>/organizations/remove/", picker.remove, name="remove_organization"),
    path("role-requests/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("my-profile/", views.my_profile, name="my_profile"),
    path("help/", job_aid_views.help_page, name="help"),
    path("help/user-roles-matrix/", job_aid_views.user_roles_matrix, name="user_roles_matrix"),
    path("help/fidelity-ledger/", job_aid_views.fidelity_ledger, name="fidelity_ledger"),
]
if settings.QA_API:
    urlpatterns += qa_views.url_patterns()
