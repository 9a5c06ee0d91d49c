from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def mark_archived_sandboxes(apps: Any, schema_editor: Any) -> None:
    """A sandbox with a request whose requester is in another one was archived by Start over."""
    left = apps.get_model("rolerequests", "RoleRequest").objects.exclude(sandbox=F("requester__sandbox"))
    apps.get_model("accounts", "Sandbox").objects.filter(pk__in=left.values("sandbox")).update(
        is_archived=True
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_flat_lists"),
        ("rolerequests", "0012_organizations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="rolerequest",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="role_requests",
                to="rolerequests.usercategory",
            ),
        ),
        migrations.AddIndex(
            model_name="rolerequest",
            index=models.Index(
                condition=models.Q(("submitted_at__isnull", False)),
                fields=["submitted_at", "id", "role", "category", "requester", "sandbox"],
                name="requests_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="rolerequest",
            index=models.Index(fields=["status", "submitted_at", "id"], name="requests_by_status"),
        ),
        migrations.AddIndex(
            model_name="rolerequest",
            index=models.Index(fields=["category", "submitted_at", "id"], name="requests_by_category"),
        ),
        migrations.AddIndex(
            model_name="rolerequest",
            index=models.Index(fields=["state", "submitted_at", "id"], name="requests_by_state"),
        ),
        migrations.RunPython(mark_archived_sandboxes, migrations.RunPython.noop),
    ]
