"""The admin app of this project, and the app of its commands and workarounds."""

from django.apps import AppConfig
from django.contrib.admin import apps

from iqies_roles.workarounds.repeated_hour import show_zone_in_repeated_hour


class ProjectConfig(AppConfig):
    """Applies the workaround that has no place of its own."""

    default = True
    name = "iqies_roles"

    def ready(self) -> None:
        show_zone_in_repeated_hour()


class SimulatorAdminConfig(apps.AdminConfig):
    """Django's admin app with our site."""

    default = False  # of the app iqies_roles: that is ProjectConfig
    default_site = "iqies_roles.admin.SimulatorAdminSite"
