"""The accounts that staff have at their agency, with which they log in."""

from django.db import models

from accounts.models.users import User


class AgencyAccount(models.Model):
    """The account of a member of staff at a provider of single sign-on.

    It is found by issuer and subject, which no provider gives to another person. An e-mail address is not
    kept: it can be changed, and another person can get it.
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="agency_account"
    )
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)

    class Meta:
        default_permissions = ()
        verbose_name = "agency's account"
        constraints = (
            models.UniqueConstraint(fields=("issuer", "subject"), name="one_user_per_agency_account"),
        )

    def __str__(self) -> str:
        return f"Agency's account of {self.user}"
