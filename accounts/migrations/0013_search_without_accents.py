from typing import Any

from django.db import migrations

BATCH = 1000


def fill_search_text(apps: Any, schema_editor: Any) -> None:
    """Set `search_text` again, as it is composed now."""
    for name in ("AuditEntry", "TrainingClass", "User"):
        model = apps.get_model("accounts", name)
        field = model._meta.get_field("search_text")
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            rows = list(model.objects.filter(pk__in=keys[start : start + BATCH]))
            before = [row.search_text for row in rows]
            for row in rows:
                field.pre_save(row, add=False)
            changed = [row for row, text in zip(rows, before, strict=True) if row.search_text != text]
            model.objects.bulk_update(changed, ["search_text"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_at_page"),
    ]

    operations = [
        migrations.RunPython(fill_search_text, migrations.RunPython.noop, elidable=True),
    ]
