import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

GROUPS = {"accrediting-organization": "accrediting", "contractor": "contractor"}


def set_group(apps, schema_editor):
    """Roles that asked for organizations ask for those of their category; other categories for providers."""
    for role in apps.get_model("rolerequests", "Role").objects.filter(asks_organizations=True):
        role.group = GROUPS.get(role.category.slug, "provider")
        role.save(update_fields=["group"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_generated_passwords"),
        ("rolerequests", "0011_help_texts_belong_to_the_admin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organization",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="CCN or code")),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hospital", "Hospital"),
                            ("critical-access-hospital", "Critical access hospital"),
                            ("childrens-hospital", "Children's hospital"),
                            ("psychiatric-hospital", "Psychiatric hospital"),
                            ("rehabilitation-hospital", "Rehabilitation hospital"),
                            ("long-term-hospital", "Long-term care hospital"),
                            ("emergency-hospital", "Emergency hospital"),
                            ("nonmedical-institution", "Religious nonmedical health care institution"),
                            ("nursing-home", "Nursing home"),
                            ("medicaid-nursing-home", "Nursing facility (Medicaid only)"),
                            ("intermediate-care", "Intermediate care facility"),
                            ("psychiatric-residential", "Psychiatric residential treatment facility"),
                            ("home-health-agency", "Home health agency"),
                            ("hospice", "Hospice"),
                            ("dialysis-facility", "Dialysis facility"),
                            ("rural-health-clinic", "Rural health clinic"),
                            ("health-center", "Federally qualified health center"),
                            ("mental-health-center", "Community mental health center"),
                            ("rehabilitation-facility", "Outpatient rehabilitation facility"),
                            ("physical-therapy", "Outpatient physical therapy"),
                            ("surgical-center", "Ambulatory surgical center"),
                            ("laboratory", "Clinical laboratory"),
                            ("portable-xray", "Portable X-ray supplier"),
                            ("accrediting-organization", "Accrediting organization"),
                            ("contractor", "Medicare Administrative Contractor"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "group",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(kind="accrediting-organization", then=models.Value("accrediting")),
                            models.When(kind="contractor", then=models.Value("contractor")),
                            default=models.Value("provider"),
                        ),
                        output_field=models.CharField(max_length=20),
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("AL", "Alabama"),
                            ("AK", "Alaska"),
                            ("AS", "American Samoa"),
                            ("AZ", "Arizona"),
                            ("AR", "Arkansas"),
                            ("CA", "California"),
                            ("CO", "Colorado"),
                            ("CT", "Connecticut"),
                            ("DE", "Delaware"),
                            ("DC", "District of Columbia"),
                            ("FL", "Florida"),
                            ("GA", "Georgia"),
                            ("GU", "Guam"),
                            ("HI", "Hawaii"),
                            ("ID", "Idaho"),
                            ("IL", "Illinois"),
                            ("IN", "Indiana"),
                            ("IA", "Iowa"),
                            ("KS", "Kansas"),
                            ("KY", "Kentucky"),
                            ("LA", "Louisiana"),
                            ("ME", "Maine"),
                            ("MD", "Maryland"),
                            ("MA", "Massachusetts"),
                            ("MI", "Michigan"),
                            ("MN", "Minnesota"),
                            ("MS", "Mississippi"),
                            ("MO", "Missouri"),
                            ("MT", "Montana"),
                            ("NE", "Nebraska"),
                            ("NV", "Nevada"),
                            ("NH", "New Hampshire"),
                            ("NJ", "New Jersey"),
                            ("NM", "New Mexico"),
                            ("NY", "New York"),
                            ("NC", "North Carolina"),
                            ("ND", "North Dakota"),
                            ("MP", "Northern Mariana Islands"),
                            ("OH", "Ohio"),
                            ("OK", "Oklahoma"),
                            ("OR", "Oregon"),
                            ("PA", "Pennsylvania"),
                            ("PR", "Puerto Rico"),
                            ("RI", "Rhode Island"),
                            ("SC", "South Carolina"),
                            ("SD", "South Dakota"),
                            ("TN", "Tennessee"),
                            ("TX", "Texas"),
                            ("UT", "Utah"),
                            ("VT", "Vermont"),
                            ("VI", "Virgin Islands"),
                            ("VA", "Virginia"),
                            ("WA", "Washington"),
                            ("WV", "West Virginia"),
                            ("WI", "Wisconsin"),
                            ("WY", "Wyoming"),
                        ],
                        max_length=2,
                    ),
                ),
                ("city", models.CharField(max_length=60)),
                ("is_open", models.BooleanField(default=True, verbose_name="open")),
                ("search_words", models.CharField(editable=False, max_length=400)),
            ],
            options={
                "ordering": ("name", "code"),
            },
        ),
        migrations.CreateModel(
            name="RequestedOrganization",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_open", models.BooleanField(default=False, verbose_name="open")),
            ],
            options={
                "ordering": ("organization__name", "organization__code"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="requestevent",
            name="transition_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="rolerequest",
            name="one_open_request_per_role_and_state",
        ),
        migrations.AddField(
            model_name="rolerequest",
            name="for_organizations",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="transition",
            field=models.CharField(
                choices=[
                    ("category_chosen", "Category chosen"),
                    ("role_chosen", "Role chosen"),
                    ("page_saved", "Page 3 saved"),
                    ("organizations_added", "Organizations added"),
                    ("organization_removed", "Organization removed"),
                    ("submitted", "Submitted"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="group",
            field=models.CharField(
                blank=True,
                choices=[
                    ("provider", "Providers and suppliers"),
                    ("accrediting", "Accrediting organizations"),
                    ("contractor", "Medicare Administrative Contractors"),
                ],
                default="",
                max_length=20,
                verbose_name="asks for organizations",
            ),
        ),
        migrations.RunPython(set_group, migrations.RunPython.noop),
        migrations.RemoveField("role", "asks_organizations"),
        migrations.RenameField("role", "group", "asks_organizations"),
        migrations.AddConstraint(
            model_name="requestevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "transition__in",
                        [
                            "category_chosen",
                            "role_chosen",
                            "page_saved",
                            "organizations_added",
                            "organization_removed",
                            "submitted",
                            "withdrawn",
                        ],
                    )
                ),
                name="transition_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("asks_organizations__in", ["", "provider", "accrediting", "contractor"])),
                name="role_asks_known_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("for_organizations", False), ("status__in", ("pending", "approved"))),
                fields=("sandbox", "requester", "role", "state"),
                name="one_open_request_per_role_and_state",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaces",
                to="rolerequests.organization",
            ),
        ),
        migrations.AddField(
            model_name="requestedorganization",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requested",
                to="rolerequests.organization",
            ),
        ),
        migrations.AddField(
            model_name="requestedorganization",
            name="requester",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requestedorganization",
            name="role",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rolerequests.role",
            ),
        ),
        migrations.AddField(
            model_name="requestedorganization",
            name="role_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requested_organizations",
                to="rolerequests.rolerequest",
            ),
        ),
        migrations.AddField(
            model_name="requestedorganization",
            name="sandbox",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requested_organizations",
                to="accounts.sandbox",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["search_words", "kind"], name="organization_words"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["state", "kind", "search_words"], name="organization_state"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["kind", "search_words"], name="organization_kind"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", django.db.models.functions.text.Upper("code"))),
                name="organization_code_upper_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThan(
                        django.db.models.functions.text.Length(django.db.models.functions.text.Trim("code")),
                        0,
                    )
                ),
                name="organization_code_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThan(
                        django.db.models.functions.text.Length(django.db.models.functions.text.Trim("name")),
                        0,
                    )
                ),
                name="organization_name_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "hospital",
                            "critical-access-hospital",
                            "childrens-hospital",
                            "psychiatric-hospital",
                            "rehabilitation-hospital",
                            "long-term-hospital",
                            "emergency-hospital",
                            "nonmedical-institution",
                            "nursing-home",
                            "medicaid-nursing-home",
                            "intermediate-care",
                            "psychiatric-residential",
                            "home-health-agency",
                            "hospice",
                            "dialysis-facility",
                            "rural-health-clinic",
                            "health-center",
                            "mental-health-center",
                            "rehabilitation-facility",
                            "physical-therapy",
                            "surgical-center",
                            "laboratory",
                            "portable-xray",
                            "accrediting-organization",
                            "contractor",
                        ],
                    )
                ),
                name="organization_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "AL",
                            "AK",
                            "AS",
                            "AZ",
                            "AR",
                            "CA",
                            "CO",
                            "CT",
                            "DE",
                            "DC",
                            "FL",
                            "GA",
                            "GU",
                            "HI",
                            "ID",
                            "IL",
                            "IN",
                            "IA",
                            "KS",
                            "KY",
                            "LA",
                            "ME",
                            "MD",
                            "MA",
                            "MI",
                            "MN",
                            "MS",
                            "MO",
                            "MT",
                            "NE",
                            "NV",
                            "NH",
                            "NJ",
                            "NM",
                            "NY",
                            "NC",
                            "ND",
                            "MP",
                            "OH",
                            "OK",
                            "OR",
                            "PA",
                            "PR",
                            "RI",
                            "SC",
                            "SD",
                            "TN",
                            "TX",
                            "UT",
                            "VT",
                            "VI",
                            "VA",
                            "WA",
                            "WV",
                            "WI",
                            "WY",
                        ],
                    )
                ),
                name="organization_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_by", None),
                    models.Q(("is_open", False), models.Q(("replaced_by", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="only_closed_organizations_are_replaced",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestedorganization",
            constraint=models.UniqueConstraint(
                fields=("role_request", "organization"), name="organization_once_per_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="requestedorganization",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("sandbox", "requester", "role", "organization"),
                name="one_open_request_per_role_and_organization",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestedorganization",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_open", False), ("role__isnull", False), _connector="OR"),
                name="open_organization_has_role",
            ),
        ),
    ]
