"""Reading and importing files of organizations, and exporting them."""

import codecs
import csv
import zlib
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit_log import entries_about
from accounts.models import AuditEntry
from rolerequests.models import Organization
from rolerequests.organizations import plan as plan_module
from rolerequests.organizations.csv_file import (
    COLUMNS,
    MAX_BYTES,
    cell_text,
    lines_of,
    rows_of,
    safe_cell,
)
from rolerequests.organizations.import_export import apply, exported_lines, refused_lines
from rolerequests.organizations.plan import plan_import
from rolerequests.organizations.practice import add_practice_organizations
from rolerequests.uploads import MAX_ERRORS, FileError
from tests.factories import OrganizationFactory
from tests.helpers import Queries
from tests.rolerequests.organizations.csv_files import ROW, counts, errors_in, file_of, import_file, row

pytestmark = pytest.mark.django_db
ZIP = b"PK\x03\x04\x14\x00\x06\x00" + zlib.compress(b"[Content_Types].xml" * 50)
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
HEADINGS = ",".join(COLUMNS).encode() + b"\n"

# Files as a whole

BAD_FILES = {
    "nothing": b"",
    "blank": b" \r\n\r\n",
    "workbook": ZIP,
    "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "picture": PICTURE,
    "latin-1": HEADINGS + "368498,Señora,hospice,OH,X,yes,".encode("latin-1"),
    "UTF-16 without mark": file_of(ROW, encoding="utf-16-le"),
    "cut UTF-16": file_of(ROW, encoding="utf-16")[:-1],
    "headings only": HEADINGS,
    "headings and blank rows": HEADINGS + b",,,,,,\n\n",
    "no headings": b"368498,Training,hospice,OH,X,yes,\n",
    "unknown column": file_of(row(beds=10), columns=(*COLUMNS, "beds")),
    "missing column": file_of(ROW, columns=COLUMNS[:-1]),
    "column twice": file_of(ROW, columns=(*COLUMNS, "name")),
    "1 MB in a cell": file_of(row(name="x" * 1024**2)),
    "open quotation mark": HEADINGS + b'368498,"Training' + b",hospice,OH,X,yes,\n" * 20_000,
    "JSON": b'[{"model": "rolerequests.role", "fields": {}}]',
    "long line": b"x" * 100_000,
}


@pytest.mark.parametrize("data", BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_a_sentence(data):
    with pytest.raises(FileError) as refused:
        plan_import(data)
    assert str(refused.value).startswith("The file ")
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 400


def test_a_refusal_names_columns():
    with pytest.raises(FileError, match="beds"):
        plan_import(BAD_FILES["unknown column"])
    with pytest.raises(FileError, match="replaced_by"):
        plan_import(BAD_FILES["missing column"])


def test_a_huge_file_is_refused():
    with pytest.raises(FileError, match="10 MB"):
        plan_import(b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + file_of(ROW),
        file_of(ROW, encoding="utf-16"),
        codecs.BOM_UTF16_BE + file_of(ROW, encoding="utf-16-be"),
        file_of(ROW, delimiter=";"),
        file_of(ROW, delimiter="\t"),
        file_of(ROW, delimiter="\t", encoding="utf-16"),
        file_of(ROW, columns=COLUMNS[::-1]),
        file_of(ROW).replace(b"\r\n", b"\n"),
        file_of(ROW).replace(b"\r\n", b"\r"),
        file_of(ROW).replace(b"ccn,name", b" CCN ,Name").replace(b"replaced_by", b"Replaced  by"),
        file_of(ROW, columns=(*COLUMNS, "")),
        file_of(row(error="old"), columns=("error", *COLUMNS)),
        file_of(row(), row(**dict.fromkeys(COLUMNS, " "))),
        file_of(row(kind="Home Health Agency", state="ohio", open="TRUE", ccn="36-8498")),
        file_of(row(ccn='="368498"', name='="Training Maple Ridge"')),
        file_of(row(ccn="'368498", name=" Training  Maple\xa0Ridge ")),
    ],
)
def test_files_of_all_spreadsheets_are_read(data):
    OrganizationFactory(code="368498", name="Training Maple Ridge")
    assert counts(plan_import(data)) == (0, 0, 1, 0)


# Rows


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        ({"ccn": "5E+12"}, "ccn 5E+12 spreadsheet"),
        ({"ccn": "5,00E+12"}, "ccn 5,00E+12 spreadsheet"),
        ({"ccn": '="5E+12"'}, "ccn 5E+12 spreadsheet"),
        ({"ccn": "5E+12", "kind": "contractor"}, "ccn spreadsheet"),
        ({"ccn": "36849"}, "ccn 36849"),
        ({"ccn": "36849O"}, "ccn 36-8490"),
        ({"ccn": "998498"}, "ccn 998498 36-8498"),
        ({"ccn": ""}, "ccn empty"),
        ({"kind": "hospice"}, "ccn 36-8498 home health agency"),
        ({"ccn": "369850"}, "ccn 36-9850 another"),
        ({"kind": "contractor"}, "ccn 36-8498 Medicare"),
        ({"kind": "bakery"}, "kind bakery hospice"),
        ({"kind": ""}, "kind empty"),
        ({"state": "ZZ"}, "state ZZ OH"),
        ({"state": "TX"}, "state 36-8498 Ohio"),
        ({"open": "perhaps"}, "open perhaps yes or no"),
        ({"open": ""}, "open empty"),
        ({"name": " \xa0"}, "name empty"),
        ({"name": "x" * 101}, "name 100"),
        ({"city": "x" * 61}, "city 60"),
        ({"name": "a\0b"}, "name stored"),
        ({"name": "=1+1"}, "name formula"),
        ({"city": '=HYPERLINK("https://example.org")'}, "city formula"),
        ({"replaced_by": "727491"}, "replaced_by open"),
    ],
)
def test_an_error_names_row_column_and_reason(cells, facts):
    (error,) = errors_in(row(ccn="368497", name="Good"), row(**cells))
    assert error.startswith(f"Row 3: {facts.split()[0]}: ")
    assert [fact for fact in facts.split() if fact not in error] == []


def test_a_row_can_have_several_errors():
    assert len(errors_in(row(kind="x", state="x", open="x"))) == 3


def test_too_many_cells_are_an_error():
    data = HEADINGS + b"368498,Training Maple, Ridge,home-health-agency,OH,Sampleville,no,727491\n"
    ((number, error),) = plan_import(data).errors
    assert (number, "quotation marks" in error) == (2, True)


def test_a_ccn_twice_in_a_file_is_an_error():
    (error,) = errors_in(ROW, row(ccn="36-8498", name="Other"))
    assert error.startswith("Row 3: ccn: 36-8498")
    assert "row 2" in error
    assert errors_in(row(kind="x"), ROW) == errors_in(row(kind="x"))


@pytest.mark.parametrize(
    ("typed", "code"), [("36849", "036849"), ("1798", "001798"), ('="036849"', "036849")]
)
def test_lost_zeros_are_put_back(typed, code):
    kind = "nursing-home" if code == "036849" else "hospice"
    data = file_of(row(ccn=typed, kind="physical-therapy" if kind == "nursing-home" else kind, state="AZ"))
    plan = import_file(data)
    assert (counts(plan), plan.zeros_put_back) == ((1, 0, 0, 0), int(typed.isdecimal()))
    assert Organization.objects.filter(code=code).exists()


def test_lost_zeros_of_a_replacement_are_put_back():
    OrganizationFactory(code="036849", kind="physical-therapy", state="AZ")
    plan = import_file(file_of(row(open="no", replaced_by="36849")))
    assert plan.zeros_put_back == 1
    assert Organization.objects.get(code="368498").replaced_by.code == "036849"


def test_the_first_errors_are_listed_by_row():
    rows = [row(ccn=f"36{number}", open="no", replaced_by="361111") for number in range(7000, 7010)]
    rows += [row(kind="x")] * (MAX_ERRORS + 10)
    plan = plan_import(file_of(*rows))
    assert [number for number, _ in plan.errors] == list(range(2, 2 + MAX_ERRORS))
    assert (plan.refused, plan.more_errors) == (MAX_ERRORS + 20, 20)


# Replacements


def closed(ccn, replaced_by):
    return row(ccn=ccn, open="no", replaced_by=replaced_by)


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([closed("368490", "36-8491"), row(ccn="368491")], []),
        ([closed("368490", "368491"), closed("368491", "368492"), row(ccn="368492")], []),
        ([closed("368490", "72-7491")], []),
        ([closed("368490", "361111")], [2]),
        ([closed("368490", "727492")], [2]),  # closed
        ([closed("368490", "368491"), closed("368491", "")], [2]),
        ([closed("368490", "368490")], [2]),
        ([closed("368490", "368491"), closed("368491", "368490")], [2, 3]),
        ([closed("368490", "368491"), row(ccn="368491", kind="x")], [2, 3]),
        ([closed("368490", "368491"), closed("368491", "361111"), row(ccn="368492")], [2, 3]),
        ([closed("368490", "727493"), row(ccn="727493", name="Training", open="no")], [2]),
        ([closed("368490", "727494")], []),  # closed, and replaced by an open one
    ],
)
@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_a_replacement_must_lead_to_an_open_organization(rows, refused, batch, monkeypatch):
    monkeypatch.setattr(plan_module, "BATCH", batch)
    Organization.objects.filter(code="727492").update(is_open=False)
    new = Organization.objects.get(code="727495")
    Organization.objects.filter(code="727494").update(is_open=False, replaced_by=new)
    data = file_of(*rows)
    plan = import_file(data)
    assert [number for number, _ in plan.errors] == refused
    assert all(error.startswith("replaced_by: ") or "kind" in error for _, error in plan.errors)
    for number, cells in enumerate(rows, start=2):
        stored = Organization.objects.filter(code=cells["ccn"], name=ROW["name"]).first()
        assert (stored is None) == (number in refused or cells["name"] != ROW["name"])
        if stored and cells["replaced_by"]:
            assert stored.replaced_by.code == cells["replaced_by"].replace("-", "")
    again = plan_import(data)
    assert (again.added, again.changed, again.refused) == (0, 0, len(refused))


def test_reopening_ends_the_replacement():
    new = OrganizationFactory(code="368497")
    OrganizationFactory(code="368498", name=ROW["name"], is_open=False, replaced_by=new)
    plan = import_file(file_of(ROW))
    assert (counts(plan), plan.closed) == ((0, 1, 0, 0), 0)
    stored = Organization.objects.get(code="368498")
    assert (stored.is_open, stored.replaced_by) == (True, None)


def test_an_empty_replacement_is_stored():
    new = OrganizationFactory(code="368497")
    OrganizationFactory(code="368498", name=ROW["name"], is_open=False, replaced_by=new)
    assert counts(import_file(file_of(row(open="no")))) == (0, 1, 0, 0)
    assert Organization.objects.get(code="368498").replaced_by is None


def test_another_replacement_is_stored():
    first, second = OrganizationFactory(code="368497"), OrganizationFactory(code="368496")
    stored = OrganizationFactory(code="368498", name=ROW["name"], is_open=False, replaced_by=first)
    plan = import_file(file_of(row(name="Training Other", open="no", replaced_by="368496")))
    assert counts(plan) == (0, 1, 0, 0)
    stored.refresh_from_db()
    assert (stored.name, stored.replaced_by) == ("Training Other", second)


# Importing


def test_an_import_stores_all_values():
    OrganizationFactory(code="368497", name="Training Old", city="Old")
    rows = [
        row(name="Training Señora"),
        row(ccn="368497", open="no"),
        row(ccn="AO01", kind="accrediting-organization"),
    ]
    plan = import_file(file_of(*rows))
    assert (counts(plan), plan.closed) == ((2, 1, 0, 0), 1)
    stored = {each.code: each for each in Organization.objects.filter(code__in=["368497", "368498", "AO01"])}
    assert stored["368498"].search_words == " senora sampleville"
    assert (stored["368497"].is_open, stored["368497"].search_words) == (False, " maple ridge sampleville")
    assert stored["AO01"].group == "accrediting"
    assert plan.not_in_file == Organization.objects.count() - 3


def test_the_second_import_changes_nothing():
    data = file_of(ROW, closed("368490", "368498"))
    import_file(data)
    plan = plan_import(data)
    assert (counts(plan), plan.has_changes) == ((0, 0, 2, 0), False)


def test_good_rows_are_stored_without_refused_ones():
    assert counts(import_file(file_of(row(kind="x"), row(ccn="368497")))) == (1, 0, 0, 1)
    assert not Organization.objects.filter(code="368498").exists()


def test_an_interrupted_import_is_continued(monkeypatch):
    monkeypatch.setattr(plan_module, "BATCH", 2)
    data = file_of(*(row(ccn=f"36{number}") for number in range(7001, 7010)), closed("367000", "367009"))
    rounds = apply(data, plan_import(data))
    assert [next(rounds), next(rounds)] == [2, 4]
    rounds.close()
    assert Organization.objects.filter(code__startswith="3670").count() == 4
    assert counts(import_file(data)) == (6, 0, 4, 0)


def test_queries_grow_with_batches_only():
    def queries(number):
        data = file_of(*(row(ccn=f"36{7000 + each}", name=f"Training {number}") for each in range(number)))
        plan = plan_import(data)
        with Queries() as counted:
            list(apply(data, plan))
        return counted.count()

    queries(100)
    assert queries(99) == queries(100)


def test_a_change_is_in_history_and_audit_log(carol):
    stored = OrganizationFactory(code="368498", name="Training Old")
    data = file_of(ROW, row(ccn="368497"), closed("368490", "368498"))
    list(apply(data, plan_import(data), carol))
    parent = AuditEntry.objects.get(action="imported")
    assert (parent.actor, parent.content_type.name) == (carol, "organization")
    assert [(each["field"], each["after"]) for each in parent.changes] == [("added", "2"), ("changed", "1")]
    (entry,) = entries_about(stored)
    assert entry.parent == parent
    assert [each["after"] for each in entry.changes] == [ROW["name"]]


def test_the_digest_tells_other_changes_apart():
    OrganizationFactory(code="368498")
    files = [
        file_of(each) for each in (ROW, row(city="Other"), row(open="no"), row(ccn="368497"), row(kind="x"))
    ]
    digests = [plan_import(data).digest for data in files]
    assert len(set(digests)) == len(files)
    assert digests == [plan_import(data).digest for data in files]
    Organization.objects.filter(code="368498").update(city="Changed since")
    assert plan_import(files[0]).digest != digests[0]


def test_the_first_changes_are_shown_in_words():
    OrganizationFactory(code="368498", name="Training Old", is_open=False)
    ((name, changes),) = plan_import(file_of(row(kind="home-health-agency"))).changes
    assert name == "36-8498 Training Old"
    assert [(each.field, each.before, each.after) for each in changes] == [
        ("name", "Training Old", ROW["name"]),
        ("open", "no", "yes"),
    ]


# Export


def test_an_export_imported_again_changes_nothing():
    add_practice_organizations(2_000)
    OrganizationFactory(code="36C0019999", kind="surgical-center", name="=1+1", city='\'Quoted, "X"\tY')
    OrganizationFactory(code="36C0019997", kind="surgical-center", name="-Minus", city="@Señora")
    data = "".join(exported_lines()).encode()
    number = Organization.objects.count()
    plan = plan_import(data)
    assert (counts(plan), plan.not_in_file) == ((0, 0, number - 1, 1), 1)  # a formula is refused
    assert [error.split(":")[0] for _, error in plan.errors] == ["name"]
    Organization.objects.update(replaced_by=None)
    Organization.objects.all().delete()
    assert counts(import_file(data)) == (number - 1, 0, 0, 1)
    assert Organization.objects.filter(replaced_by__isnull=False).exists()


def test_no_exported_cell_is_a_formula():
    OrganizationFactory(name="=1+1", city="+1")
    cells = [cell for line in csv.reader(StringIO("".join(exported_lines()))) for cell in line]
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_cells_survive_export_and_import(text):
    (line,) = list(csv.reader(StringIO("".join(lines_of(["x"], [[text]])), newline="")))[1:] or [[""]]
    assert cell_text(line[0]).strip() == text.strip()


@given(st.binary(max_size=300))
def test_no_file_raises_another_error(data):
    for each in (data, HEADINGS + data):
        with suppress(FileError):
            list(rows_of(each))


def test_refused_rows_can_be_corrected_and_imported():
    data = file_of(row(kind="x", name="+Training"), ROW, closed("368490", "361111"))
    text = "".join(refused_lines(data, plan_import(data)))
    assert len(text.splitlines()) == 3
    assert safe_cell("+Training") in text
    errors = [line["error"] for line in csv.DictReader(StringIO(text.removeprefix("\ufeff")))]
    assert [each.split(":")[0] for each in errors] == ["kind", "replaced_by"]
    corrected = text.replace(",x,", ",home-health-agency,").replace("361111", "368498")
    assert counts(plan_import(corrected.encode()))[0] == 2


# Commands


def run(*arguments, **options):
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=output, **options)
    return output.getvalue()


def test_commands_export_and_import(tmp_path):
    OrganizationFactory(code="368498", name="Training Old")
    file = tmp_path / "organizations.csv"
    assert run("export_organizations", to=file).startswith(file.name)
    assert run("export_organizations") == file.read_bytes().decode()
    number = Organization.objects.count()
    assert f"{number} unchanged" in run("import_organizations", file)
    file.write_bytes(file_of(ROW))
    assert "1 changed" in run("import_organizations", file, "--preview")
    assert Organization.objects.get(code="368498").name == "Training Old"
    run("import_organizations", file)
    assert Organization.objects.get(code="368498").name == ROW["name"]


def test_the_command_leaves_out_rows_on_request_only(tmp_path):
    file = tmp_path / "organizations.csv"
    file.write_bytes(file_of(ROW, row(ccn="5E+12")))
    with pytest.raises(CommandError, match="--leave-out-refused"):
        run("import_organizations", file)
    assert not Organization.objects.filter(code="368498").exists()
    assert "Row 3: ccn" in run("import_organizations", file, "--leave-out-refused")
    assert Organization.objects.filter(code="368498").exists()


def test_commands_refuse_other_files(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        run("import_organizations", tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match="nowhere"):
        run("export_organizations", to=tmp_path / "nowhere" / "file.csv")
    (tmp_path / "picture.png").write_bytes(PICTURE)
    with pytest.raises(CommandError, match="UTF-8"):
        run("import_organizations", tmp_path / "picture.png")
