"""The admin app of this project."""

from django.contrib.admin import apps


class SimulatorAdminConfig(apps.AdminConfig):
    """Django's admin app with our site."""

    default = False  # of the app iqies_roles, which has commands only
    default_site = "iqies_roles.admin.SimulatorAdminSite"
