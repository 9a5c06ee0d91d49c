"""PostgreSQL's index of the words that the search of organizations compares."""

from django.db import migrations

CREATE = """CREATE INDEX organization_each_word ON rolerequests_organization
USING gin (array_to_tsvector(array_remove(string_to_array(search_words, ' '), '')))"""


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX organization_each_word")


class Migration(migrations.Migration):
    dependencies = [("rolerequests", "0016_organization_indexes")]

    operations = [migrations.RunPython(create_index, drop_index)]
