"""The pages of the peer: Welcome, the wizard, My Profile, and Start over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from formtools.wizard.views import NamedUrlSessionWizardView, NamedUrlWizardView

from tests.bench.formtools_peer.forms import CategoryForm, OrganizationsForm, RoleForm
from tests.bench.formtools_peer.models import RoleRequest


class RoleRequestWizard(NamedUrlSessionWizardView):
    """STEP 1 to 3. Its selections wait in the session."""

    form_list = [("category", CategoryForm), ("role", RoleForm), ("organizations", OrganizationsForm)]
    template_name = "step.html"

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        if step == "role":
            return {"category": self.get_cleaned_data_for_step("category")["category"]}
        if step == "organizations":
            return {"role": self.get_cleaned_data_for_step("role")["role"]}
        return {}

    def render_done(self, form: Any, **kwargs: Any) -> HttpResponse:
        """Finish in the request that sends the last form. By default it would redirect to a page for that."""
        return super(NamedUrlWizardView, self).render_done(form, **kwargs)

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        selections = {name: value for form in form_list for name, value in form.cleaned_data.items()}
        RoleRequest.objects.create(user=self.request.user, **selections)
        messages.success(self.request, "Role Request Submitted")
        return redirect("my_profile")


def welcome(request: HttpRequest) -> HttpResponse:
    """Its button leads straight to the first page. The wizard's own address would redirect there."""
    return render(request, "welcome.html")


def my_profile(request: HttpRequest) -> HttpResponse:
    requests = list(RoleRequest.objects.filter(user=request.user).select_related("category", "role"))
    pending = [each for each in requests if each.status == RoleRequest.Status.PENDING]
    past = [each for each in requests if each.status == RoleRequest.Status.WITHDRAWN]
    return render(request, "my_profile.html", {"pending": pending, "active": pending, "past": past})


def start_over(request: HttpRequest) -> HttpResponse:
    """Delete the user's requests."""
    if request.method == "POST":
        RoleRequest.objects.filter(user=request.user).delete()
        return redirect("my_profile")
    return render(request, "start_over.html")
