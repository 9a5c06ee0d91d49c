"""Give the existing groups of staff the permissions for what this version adds."""

from django.db import migrations

# The names of the models as Django's names of permissions have them.
MODELS = {
    ("rolerequests", "organization"): "organization",
    ("training", "exercise"): "exercise",
    ("training", "wrongturn"): "wrong turn",
    ("training", "attempt"): "attempt",
}
EDITOR = {
    ("rolerequests", "organization"): ("add", "change", "view"),
    ("training", "exercise"): ("add", "change", "delete", "view"),
    ("training", "wrongturn"): ("add", "change", "delete", "view"),
}
LEAD = {
    ("rolerequests", "organization"): ("view",),
    ("training", "exercise"): ("add", "change", "view"),
    ("training", "wrongturn"): ("add", "change", "delete", "view"),
    ("training", "attempt"): ("view",),
}
# `seed` renames "Catalogue editor" after the migrations.
GROUPS = {"Catalogue editor": EDITOR, "Catalog editor": EDITOR, "Training lead": LEAD}


def permission(apps, model, action):
    """Django adds the permissions after all migrations: in an upgrade they do not exist yet."""
    app_label, name = model
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=name
    )
    return apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{name}",
        defaults={"name": f"Can {action} {MODELS[model]}"},
    )[0]


def add_permissions(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(
            *(
                permission(apps, model, action)
                for model, actions in GROUPS[group.name].items()
                for action in actions
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("rolerequests", "0012_organizations"),
        ("training", "0002_assignments"),
    ]

    operations = [migrations.RunPython(add_permissions, migrations.RunPython.noop)]
