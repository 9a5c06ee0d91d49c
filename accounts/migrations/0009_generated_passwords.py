"""Hashes of class passwords get the name of their own hasher, so that a login keeps them as they are.

Before, they had 50,000 iterations until the first login; no other hash has that number.
"""

from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Concat, Substr

OLD = "pbkdf2_sha256$50000$"
NEW = "pbkdf2_sha256_generated$50000$"


def rename(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects.filter(password__startswith=OLD)
    users.update(password=Concat(Value(NEW), Substr("password", len(OLD) + 1)))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_copy_auditlog")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
