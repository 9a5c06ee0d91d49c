"""A trainee's walk through the wizard, without a browser."""

from django.test import Client

from rolerequests.models import Role, UserCategory

SAGU, CMSGU, VIEW_ONLY = "State Agency S&C General User", "CMS General User", "CMS View Only User"
NEW = "/role-requests/new/"


def address(role_request, slug):
    """A page of the wizard for a request."""
    return f"/role-requests/{role_request.pk}/{slug}/"


class Walk:
    """A trainee's walk through the wizard: answers by their labels, one method a page."""

    def __init__(self, alice_client: Client):
        self.browser = alice_client

    def category(self, name, at="/role-requests/new/"):
        """Answer page 1; returns the address of page 2."""
        chosen = UserCategory.objects.get(name=name)
        return self.browser.post(at, {"category": chosen.pk})["Location"]

    def role(self, at, name):
        """Answer page 2; returns the address of page 3."""
        chosen = Role.objects.get(name=name)
        return self.browser.post(at, {"role": chosen.pk})["Location"]

    def to_page_3(self, category, role):
        """Answer pages 1 and 2."""
        return self.role(self.category(category), role)

    def submit(self, at, role, **answers):
        """Answer page 3, as it shows this role."""
        return self.browser.post(at, {"role": Role.objects.get(name=role).pk, **answers})
