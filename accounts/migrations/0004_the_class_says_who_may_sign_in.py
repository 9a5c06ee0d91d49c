from django.db import migrations, models


def activate_trainees_of_closed_classes(apps, schema_editor):
    """Closing deactivated all trainees, and reopening would have activated all: the class itself says it now."""
    trainees = apps.get_model("accounts", "User").objects.filter(
        sandbox__training_class__closed_at__isnull=False
    )
    trainees.update(is_active=True)


def deactivate_trainees_of_closed_classes(apps, schema_editor):
    """As closing did before."""
    trainees = apps.get_model("accounts", "User").objects.filter(
        sandbox__training_class__closed_at__isnull=False
    )
    trainees.update(is_active=False)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_classes"),
    ]

    operations = [
        migrations.AddField(
            model_name="trainingclass",
            name="reopened_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Sign-ins from before are over, though the class is open again.",
                null=True,
                verbose_name="reopened",
            ),
        ),
        migrations.RunPython(activate_trainees_of_closed_classes, deactivate_trainees_of_closed_classes),
    ]
