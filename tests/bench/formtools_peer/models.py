"""The data of the peer: the catalog, and requests for a role."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """What categories and roles have in common."""

    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Category(Entry):
    slug = models.SlugField(max_length=100, unique=True)


class Role(Entry):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="roles")
    asks_state = models.BooleanField(default=False)
    asks_surveyor = models.BooleanField(default=False)
    is_in_job_aid = models.BooleanField(default=False)


class RoleRequest(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Surveyor(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        SKIP = "skip", "Skip Question"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_requests")
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    state = models.CharField(max_length=2, blank=True)
    surveyor = models.CharField(max_length=4, choices=Surveyor, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-submitted_at", "-pk")

    def __str__(self) -> str:
        return f"RR-{self.pk:05d}"
