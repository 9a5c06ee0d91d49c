from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_the_class_says_who_may_sign_in")]

    operations = [
        migrations.RenameField("user", "last_sign_in", "last_login_at"),
        migrations.AlterField(
            "user",
            "last_login_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last logged in"),
        ),
    ]
