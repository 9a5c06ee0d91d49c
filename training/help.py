"""Help for training leads, catalog editors and administrators, inside the admin (`/admin/help/`)."""

from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@dataclass(frozen=True)
class HelpSection:
    """A section of the page, shown to users with `permission`; its text is in templates/training/help/."""

    anchor: str
    title: str
    permission: str

    @property
    def template(self) -> str:
        return f"training/help/{self.anchor}.html"


SECTIONS = (
    HelpSection("classes", "Run a class", "accounts.view_trainingclass"),
    HelpSection("requests", "Read requests", "rolerequests.view_rolerequest"),
    HelpSection("exercises", "Write exercises", "training.view_exercise"),
    HelpSection("catalog", "Edit the catalog", "rolerequests.view_usercategory"),
    HelpSection("checks", "Read the catalog checks", "rolerequests.view_usercategory"),
    HelpSection("import-export", "Import and export the catalog", "rolerequests.view_usercategory"),
    HelpSection("organizations", "Find and edit organizations", "rolerequests.view_organization"),
    HelpSection("staff", "Manage staff accounts", "accounts.view_user"),
    HelpSection("audit-log", "Read the audit log", "accounts.view_auditentry"),
)


@require_safe
def help_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show the sections that the user has permission for."""
    context = {
        **site.each_context(request),
        "title": "Help",
        "sections": [section for section in SECTIONS if request.user.has_perm(section.permission)],
    }
    return render(request, "training/help.html", context)
