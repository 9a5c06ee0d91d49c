from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.models.search_text

BATCH = 1000


def fill_search_text(apps: Any, schema_editor: Any) -> None:
    """Set `search_text` of the rows that are stored already."""
    for name in ("AuditEntry", "TrainingClass", "User"):
        model = apps.get_model("accounts", name)
        field = model._meta.get_field("search_text")
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            rows = list(model.objects.filter(pk__in=keys[start : start + BATCH]))
            for row in rows:
                field.pre_save(row, add=False)
            model.objects.bulk_update(rows, ["search_text"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_generated_passwords"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="auditentry",
            name="audit_entries_of_object",
        ),
        migrations.AddField(
            model_name="auditentry",
            name="search_text",
            field=accounts.models.search_text.SearchTextField(
                "object_name", "actor_name", default="", editable=False
            ),
        ),
        migrations.AddField(
            model_name="sandbox",
            name="is_archived",
            field=models.BooleanField(default=False, editable=False, verbose_name="archived by Start over"),
        ),
        migrations.AddField(
            model_name="trainingclass",
            name="search_text",
            field=accounts.models.search_text.SearchTextField("name", default="", editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="search_text",
            field=accounts.models.search_text.SearchTextField("user_id", "name", default="", editable=False),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="content_type",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="contenttypes.contenttype",
            ),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="parent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="accounts.auditentry",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                fields=["content_type", "object_id", "at", "id"], name="audit_entries_of_object"
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("parent", None)),
                fields=["at", "id", "content_type", "action", "search_text"],
                name="audit_entries_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent", "content_type", "search_text"],
                name="audit_entries_of_import",
            ),
        ),
        migrations.AddIndex(
            model_name="sandbox",
            index=models.Index(
                condition=models.Q(("is_archived", True)), fields=["id"], name="sandbox_archived"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["user_id", "search_text", "id"], name="users_in_order"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("is_staff", True)), fields=["user_id", "id"], name="users_staff"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("is_active", False)), fields=["user_id", "id"], name="users_inactive"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("is_demo", True)), fields=["user_id", "id"], name="users_demo"
            ),
        ),
        migrations.RunPython(fill_search_text, migrations.RunPython.noop),
    ]
