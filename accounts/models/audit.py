"""The entries of the audit log. `accounts.audit_log` writes and reads them."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """An action of a member of staff or of a command on one object, with names and values as they were then.

    An import or seeding is one entry without an object; the entries of the objects that it changed refer
    to it as `parent`.
    """

    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    actor = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField("who", max_length=60, blank=True)  # '' for a command
    action = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, on_delete=models.SET_NULL, null=True, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    object_name = models.CharField("object", max_length=255)
    changes = models.JSONField(default=list)  # of {"field", "before", "after"}, all text as shown
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="entries")

    class Meta:
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log"
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        indexes = (models.Index(fields=("content_type", "object_id"), name="audit_entries_of_object"),)

    def __str__(self) -> str:
        return f"{self.object_name}: {self.action}"
