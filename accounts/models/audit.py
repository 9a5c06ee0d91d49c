"""The entries of the audit log. `accounts.audit_log` writes and reads them."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.search_text import SearchTextField


class AuditEntry(models.Model):
    """An action of a member of staff or of a command on one object, with names and values as they were then.

    An import or seeding is one entry without an object; the entries of the objects that it changed refer
    to it as `parent`.
    """

    at = models.DateTimeField("when", default=timezone.now)
    actor = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField("who", max_length=60, blank=True)  # '' without an actor
    action = models.CharField(max_length=40)
    content_type = models.ForeignKey(
        ContentType, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    object_id = models.CharField(max_length=40, blank=True)
    object_name = models.CharField("object", max_length=255)
    changes = models.JSONField(default=list)  # of {"field", "before", "after"}, all text as shown
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="entries", db_index=False
    )
    search_text = SearchTextField("object_name", "actor_name")

    class Meta:
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log"
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("content_type", "object_id", "at", "id"), name="audit_entries_of_object"),
            # The order of the admin's list, with what its filters and its search read.
            models.Index(
                fields=("at", "id", "content_type", "action", "search_text"),
                condition=Q(parent=None),
                name="audit_entries_in_order",
            ),
            models.Index(
                fields=("parent", "content_type", "search_text"),
                condition=Q(parent__isnull=False),
                name="audit_entries_of_import",
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_name}: {self.action}"
