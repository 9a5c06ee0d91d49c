"""Files of organizations for tests."""

import csv
from io import StringIO

from rolerequests.organizations.csv_file import COLUMNS
from rolerequests.organizations.import_export import apply
from rolerequests.organizations.plan import plan_import

ROW = {
    "ccn": "368498",
    "name": "Training Maple Ridge",
    "kind": "home-health-agency",
    "state": "OH",
    "city": "Sampleville",
    "open": "yes",
    "replaced_by": "",
}


def row(**cells):
    return ROW | cells


def file_of(*rows, columns=COLUMNS, delimiter=",", encoding="utf-8"):
    """A file with these rows."""
    text = StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def errors_in(*rows):
    """The errors of a file with these rows."""
    return [f"Row {number}: {error}" for number, error in plan_import(file_of(*rows)).errors]


def import_file(data):
    """Import a file and return its plan."""
    plan = plan_import(data)
    list(apply(data, plan))
    return plan


def counts(plan):
    return plan.added, plan.changed, plan.unchanged, plan.refused
