"""Names in pasted lists and tables."""

import pytest

from accounts.models import TrainingClass
from tests.admin import list_of
from training.lines import clean_line


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann Lee\tann.lee@example.org\tOhio", "Ann Lee"),
        ("1\tAnn Lee\tOhio", "Ann Lee"),
        ("\tAnn Lee", "Ann Lee"),
        ("1. Ann Lee", "Ann Lee"),
        ("12) Ann Lee", "Ann Lee"),
        ("(3) Ann Lee", "Ann Lee"),
        ("\N{BULLET} Cid Fox", "Cid Fox"),
        ("\N{BULLET}\tCid Fox", "Cid Fox"),
        ("\N{MIDDLE DOT}Cid Fox", "Cid Fox"),
        ("- Dee Poe", "Dee Poe"),
        ("\N{EN DASH} Dee Poe", "Dee Poe"),
        ("* Dee  Poe ", "Dee Poe"),
        ("\ufeffAnn\N{NO-BREAK SPACE}Lee", "Ann Lee"),
        ("\N{BLACK CIRCLE} Cid Fox", "Cid Fox"),
        ("\N{BALLOT BOX} Cid Fox", "Cid Fox"),
        ("\uf0b7\tCid Fox", "Cid Fox"),  # Word's bullet
        ("1.1 Ann Lee", "Ann Lee"),
        ("1. - Ann Lee", "Ann Lee"),
        ("ann.lee@example.org\tAnn Lee", "Ann Lee"),
        ("7\tann.lee@example.org", "ann.lee@example.org"),
        ("A\u0301nn\N{ZERO WIDTH SPACE} Le\N{SOFT HYPHEN}e", "\u00c1nn Lee"),
        ("Ann Lee-Ray", "Ann Lee-Ray"),
        ("Lee, Ann (Ohio)", "Lee, Ann (Ohio)"),
        ("J. R. Poe", "J. R. Poe"),
        ("3M Trainee", "3M Trainee"),
        ("Trainee 7", "Trainee 7"),
        ("7", "7"),
        ("  ", ""),
        ("\t\t", ""),
        ("- ", ""),
    ],
)
def test_clean_line_keeps_the_name(line, name):
    assert clean_line(line) == name


@pytest.mark.django_db
def test_pasted_table_gives_names_and_user_ids(staff_client):
    data = {"name": "Ohio", "names": "1.\tAnn Lee\tann.lee@example.org\r\n\N{BULLET} Cid Fox\r\n\t\r\n"}
    staff_client.post(list_of(TrainingClass) + "add/", data)
    trainees = TrainingClass.objects.get().trainees().values_list("name", "user_id")
    assert list(trainees) == [("Ann Lee", "ann-lee"), ("Cid Fox", "cid-fox")]
