import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_glossary_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sandbox",
            name="address",
            field=models.GenericIPAddressField(
                blank=True, editable=False, null=True, verbose_name="IP address"
            ),
        ),
        migrations.AlterField(
            model_name="sandbox",
            name="made_by_qa",
            field=models.BooleanField(default=False, editable=False, verbose_name="created by the QA API"),
        ),
        migrations.AlterField(
            model_name="sandbox",
            name="training_class",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sandboxes",
                to="accounts.trainingclass",
                verbose_name="class",
            ),
        ),
        migrations.AlterField(
            model_name="trainingclass",
            name="name",
            field=models.CharField(max_length=100, unique=True),
        ),
        migrations.AlterField(
            model_name="trainingclass",
            name="reopened_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reopened"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="active"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_demo",
            field=models.BooleanField(default=False, editable=False, verbose_name="demo"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_staff",
            field=models.BooleanField(default=False, verbose_name="staff"),
        ),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="user",
            name="sandbox",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="accounts.sandbox",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="user_id",
            field=models.CharField(
                max_length=60,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9][a-z0-9._-]*\\Z", "Use lower-case letters, digits, . _ and - only."
                    )
                ],
                verbose_name="User ID",
            ),
        ),
    ]
