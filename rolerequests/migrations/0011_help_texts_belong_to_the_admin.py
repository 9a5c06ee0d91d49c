import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rolerequests", "0010_page_3_in_the_draft"),
    ]

    # The database stores no help texts, no messages and no defaults of Python, so it stays as it is.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="role",
                    name="asks_organizations",
                    field=models.BooleanField(default=False, verbose_name="asks for organizations"),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="asks_state",
                    field=models.BooleanField(default=False, verbose_name="asks for a state"),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="asks_surveyor",
                    field=models.BooleanField(default=False, verbose_name='asks "Are you a Surveyor?"'),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="category",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="rolerequests.usercategory",
                    ),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="description",
                    field=models.TextField(blank=True, max_length=500),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="is_active",
                    field=models.BooleanField(default=False, verbose_name="active"),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="name",
                    field=models.CharField(max_length=100),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="position",
                    field=models.PositiveSmallIntegerField(
                        blank=True, validators=[django.core.validators.MaxValueValidator(9999)]
                    ),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="slug",
                    field=models.SlugField(max_length=100),
                ),
                migrations.AlterField(
                    model_name="role",
                    name="source",
                    field=models.CharField(
                        choices=[
                            ("job_aid", "Job aid"),
                            ("public", "Other public source"),
                            ("placeholder", "Placeholder"),
                        ],
                        default="placeholder",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="usercategory",
                    name="description",
                    field=models.TextField(blank=True, max_length=500),
                ),
                migrations.AlterField(
                    model_name="usercategory",
                    name="is_active",
                    field=models.BooleanField(default=False, verbose_name="active"),
                ),
                migrations.AlterField(
                    model_name="usercategory",
                    name="name",
                    field=models.CharField(max_length=100),
                ),
                migrations.AlterField(
                    model_name="usercategory",
                    name="position",
                    field=models.PositiveSmallIntegerField(
                        blank=True, validators=[django.core.validators.MaxValueValidator(9999)]
                    ),
                ),
                migrations.AlterField(
                    model_name="usercategory",
                    name="slug",
                    field=models.SlugField(max_length=100, unique=True),
                ),
                migrations.AlterConstraint(
                    model_name="role",
                    name="role_slug_unique_in_category",
                    constraint=models.UniqueConstraint(
                        fields=("category", "slug"), name="role_slug_unique_in_category"
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="role",
                    name="role_name_unique_in_category",
                    constraint=models.UniqueConstraint(
                        models.F("category"),
                        django.db.models.functions.text.Lower("name"),
                        name="role_name_unique_in_category",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="role",
                    name="role_name_written",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThan(
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.text.Trim("name")
                                ),
                                0,
                            )
                        ),
                        name="role_name_written",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="role",
                    name="active_role_described",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("is_active", False),
                            django.db.models.lookups.GreaterThan(
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.text.Trim("description")
                                ),
                                0,
                            ),
                            _connector="OR",
                        ),
                        name="active_role_described",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="usercategory",
                    name="category_name_unique",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="category_name_unique"
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="usercategory",
                    name="category_name_written",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThan(
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.text.Trim("name")
                                ),
                                0,
                            )
                        ),
                        name="category_name_written",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="usercategory",
                    name="active_category_described",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("is_active", False),
                            django.db.models.lookups.GreaterThan(
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.text.Trim("description")
                                ),
                                0,
                            ),
                            _connector="OR",
                        ),
                        name="active_category_described",
                    ),
                ),
            ],
        ),
    ]
