"""The role-request wizard, its catalogue, and what became of each request."""

from django.apps import AppConfig


class RoleRequestsConfig(AppConfig):
    """The app's name in the admin."""

    name = "rolerequests"
    verbose_name = "Role requests and catalogue"
