from typing import Any

from django.db import migrations


def mark_archived_sandboxes(apps: Any, schema_editor: Any) -> None:
    """Also mark those that Start over left without a request, before it marked them itself."""
    sandboxes = apps.get_model("accounts", "Sandbox").objects.filter(is_archived=False)
    sandboxes.filter(users=None, qa_staff=None).update(is_archived=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_time_of_qa_sandboxes"),
    ]

    operations = [
        migrations.RunPython(mark_archived_sandboxes, migrations.RunPython.noop, elidable=True),
    ]
