"""Walks through the wizard with a test client."""

from django.test import Client

from rolerequests.models import Role, UserCategory

SAGU, CMSGU, VIEW_ONLY = "State Agency S&C General User", "CMS General User", "CMS View Only User"
NEW = "/role-requests/new/"


def address(role_request, slug):
    """The URL of a page of this request."""
    return f"/role-requests/{role_request.pk}/{slug}/"


class Walk:
    """One method for each page of the wizard. Selections are given by label."""

    def __init__(self, client: Client):
        self.client = client

    def category(self, name, at="/role-requests/new/"):
        """Submit page 1; returns the URL of page 2."""
        selected = UserCategory.objects.get(name=name)
        return self.client.post(at, {"category": selected.pk})["Location"]

    def role(self, at, name):
        """Submit page 2; returns the URL of page 3."""
        selected = Role.objects.get(name=name)
        return self.client.post(at, {"role": selected.pk})["Location"]

    def to_page_3(self, category, role):
        """Submit pages 1 and 2; returns the URL of page 3."""
        return self.role(self.category(category), role)

    def submit(self, at, role, **selections):
        """Submit page 3 while it shows this role."""
        return self.client.post(at, {"role": Role.objects.get(name=role).pk, **selections})
