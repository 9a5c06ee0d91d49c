from django.db import migrations, models


def activate_trainees_of_closed_classes(apps, schema_editor):
    """Closing a class used to deactivate its trainees; now User.may_log_in reads the class."""
    trainees = apps.get_model("accounts", "User").objects.filter(
        sandbox__training_class__closed_at__isnull=False
    )
    trainees.update(is_active=True)


def deactivate_trainees_of_closed_classes(apps, schema_editor):
    """Reverse: closing a class deactivates its trainees."""
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
                help_text="Sessions from before this time have ended.",
                null=True,
                verbose_name="reopened",
            ),
        ),
        migrations.RunPython(activate_trainees_of_closed_classes, deactivate_trainees_of_closed_classes),
    ]
