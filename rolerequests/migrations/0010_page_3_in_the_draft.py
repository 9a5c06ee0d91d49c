from django.db import migrations, models
from django.db.models import F, Q

TRANSITIONS = [
    ("category_chosen", "Category chosen"),
    ("role_chosen", "Role chosen"),
    ("page_saved", "Page 3 saved"),
    ("submitted", "Submitted"),
    ("withdrawn", "Withdrawn"),
]
RESPONSES = [("yes", "Yes"), ("no", "No"), ("skip", "Skip Question")]


class Migration(migrations.Migration):
    dependencies = [("rolerequests", "0005_glossary_names")]

    operations = [
        migrations.RemoveConstraint("requestevent", "transition_is_known"),
        migrations.RemoveConstraint("rolerequest", "in_force_only_once_submitted"),
        migrations.RemoveConstraint("rolerequest", "surveyor_response_is_known"),
        migrations.AlterField(
            "requestevent", "transition", models.CharField(choices=TRANSITIONS, max_length=20)
        ),
        migrations.AlterField("rolerequest", "created_at", models.DateTimeField("started")),
        migrations.AlterField(
            "rolerequest",
            "surveyor_response",
            models.CharField("Are you a Surveyor?", blank=True, choices=RESPONSES, default="", max_length=4),
        ),
        migrations.AddConstraint(
            "requestevent",
            models.CheckConstraint(
                condition=Q(transition__in=[value for value, _ in TRANSITIONS]), name="transition_is_known"
            ),
        ),
        migrations.AddConstraint(
            "rolerequest",
            models.CheckConstraint(
                condition=Q(role=None) | Q(category__isnull=False), name="role_only_with_category"
            ),
        ),
        migrations.AddConstraint(
            "rolerequest",
            models.CheckConstraint(
                condition=Q(role__isnull=False) | Q(state="", surveyor_response=""),
                name="page_3_only_with_role",
            ),
        ),
        migrations.AddConstraint(
            "rolerequest",
            models.CheckConstraint(
                condition=Q(effective_at=None) | Q(effective_at__gte=F("submitted_at")),
                name="effective_only_once_submitted",
            ),
        ),
        migrations.AddConstraint(
            "rolerequest",
            models.CheckConstraint(
                condition=Q(surveyor_response__in=["", "yes", "no", "skip"]),
                name="surveyor_response_is_known",
            ),
        ),
    ]
