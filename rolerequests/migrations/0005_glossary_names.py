from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rolerequests", "0004_what_the_verbs_guarantee")]

    operations = [
        migrations.RemoveConstraint("requestevent", "verb_is_known"),
        migrations.RenameField("requestevent", "verb", "transition"),
        migrations.AlterField(
            "requestevent",
            "transition",
            models.CharField(
                max_length=20,
                choices=[
                    ("category_chosen", "Category chosen"),
                    ("role_chosen", "Role chosen"),
                    ("submitted", "Submitted"),
                    ("withdrawn", "Withdrawn"),
                ],
            ),
        ),
        migrations.AddConstraint(
            "requestevent",
            models.CheckConstraint(
                condition=models.Q(
                    transition__in=["category_chosen", "role_chosen", "submitted", "withdrawn"]
                ),
                name="transition_is_known",
            ),
        ),
        migrations.RemoveConstraint("rolerequest", "surveyor_answer_is_known"),
        migrations.RenameField("rolerequest", "surveyor_answer", "surveyor_response"),
        migrations.AddConstraint(
            "rolerequest",
            models.CheckConstraint(
                condition=models.Q(surveyor_response__in=["", "yes", "no"]), name="surveyor_response_is_known"
            ),
        ),
        migrations.AlterField(
            "rolerequest",
            "effective_at",
            models.DateTimeField(blank=True, null=True, verbose_name="active since"),
        ),
    ]
