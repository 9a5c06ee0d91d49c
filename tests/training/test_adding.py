"""Paste, look, create: the preview of trainees before they are stored."""

import pytest

from accounts.models import TrainingClass, User
from tests.admin import page_for
from tests.pages import page_of, text_of, title_of
from tests.training.adding import rows
from training.adding import preview as rules

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/trainingclass/add/"


@pytest.fixture
def ohio():
    training_class = TrainingClass.objects.create(name="Ohio")
    training_class.add_trainees(["Ann Lee"])
    return training_class


def shown(response):
    """Tick, name and User ID of each row."""
    return [(row.add, row.name, row.user_id) for row in response.context["preview"].rows]


def sent(response, **changes):
    """The fields of a preview as a browser sends them."""
    page = page_of(response)
    data: dict[str, list[str]] = {name: [] for name in ("person", "add", "line", "note", "warned")}
    for each in page.all("input"):
        if each.get("name") in data and (each["name"] != "add" or "checked" in each):
            data[each["name"]].append(each["value"])
    names = [each.get("value", "") for each in page.all("input") if each.get("name") in ("name", "expected")]
    key = "expected" if "expected" in response.context["form"].fields else "name"
    return {**data, key: names[0], **changes}


@pytest.mark.parametrize("button", [{}, {"preview": "Preview"}])
def test_pasted_names_are_shown_and_nothing_is_stored(staff_client, button):
    text = "Name\tUnit\r\nLee, Ann\t1\r\n\r\n• Łukasz Żak\r\n---"
    page = staff_client.post(ADD, {"name": "Ohio", "names": text, **button})
    assert shown(page) == [
        (False, "", ""),
        (True, "Ann Lee", "ann-lee"),
        (True, "Łukasz Żak", "lukasz-zak"),
        (False, "", ""),
    ]
    assert title_of(page).startswith("Preview: ")
    assert not TrainingClass.objects.exists()
    assert not User.objects.filter(is_staff=False).exists()
    staff_client.post(ADD, sent(page))
    trainees = TrainingClass.objects.get(name="Ohio").trainees()
    assert set(trainees.values_list("name", "user_id")) == {
        ("Ann Lee", "ann-lee"),
        ("Łukasz Żak", "lukasz-zak"),
    }


def test_rows_can_be_edited_and_left_out(staff_client):
    page = staff_client.post(ADD, {"name": "Ohio", "names": "Ann Lee\nBob\nCid Fox\nNames"})
    data = sent(
        page, person=["Ann  Lee-Ray\N{RIGHT-TO-LEFT OVERRIDE}", "Bob", "Cid Fox", "Dee"], add=["1", "3", "4"]
    )
    staff_client.post(ADD, data)
    assert set(User.objects.filter(is_staff=False).values_list("name", flat=True)) == {
        "Ann Lee-Ray",
        "Cid Fox",
        "Dee",
    }


def test_more_names_are_added_to_the_rows(staff_client):
    page = staff_client.post(ADD, {"name": "Ohio", "names": "Ann"})
    page = staff_client.post(ADD, sent(page, names="Bob", person=["Anna"]))
    page = staff_client.post(ADD, sent(page, number="2", preview="Preview"))
    assert [name for _, name, _ in shown(page)] == ["Anna", "Bob", "Trainee 001", "Trainee 002"]
    assert page.context["form"]["names"].value() == ""


def test_missing_name_of_the_class_keeps_the_rows(staff_client):
    page = staff_client.post(ADD, {"name": "", "names": "Ann"})
    assert page.context["form"].has_error("name", "required")
    assert shown(page) == [(True, "Ann", "ann")]
    page = staff_client.post(ADD, sent(page))
    assert shown(page) == [(True, "Ann", "ann")]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", rules.NAME_MISSING),
        ("\N{ZERO WIDTH SPACE} ", rules.NAME_MISSING),
        ("x" * 101, rules.NAME_TOO_LONG.format(100, 101)),
        ("a\0b", rules.NAME_WITH_NUL),
    ],
)
def test_invalid_name_is_an_error_in_its_row(staff_client, name, error):
    page = staff_client.post(ADD, rows("Ann", name, name="Ohio") | {"name": "Ohio"})
    assert [row.error for row in page.context["preview"].rows] == ["", error]
    assert error in text_of(page)
    assert title_of(page).startswith("Error: ")
    assert not TrainingClass.objects.exists()
    assert staff_client.post(ADD, rows("Ann", name, ticked=[1]) | {"name": "Ohio"}).status_code == 302


@pytest.mark.parametrize(
    ("number", "ticked", "error"),
    [
        (2, [], rules.NOBODY),
        (501, None, rules.TOO_MANY.format(500, 501)),
        (1200, None, rules.TOO_MANY.format(500, 1000)),
    ],
)
def test_nobody_or_too_many_is_an_error(staff_client, number, ticked, error):
    page = staff_client.post(
        ADD, rows(*(f"Ann {n}" for n in range(number)), ticked=ticked) | {"name": "Ohio"}
    )
    assert page.context["preview"].error == error
    assert not TrainingClass.objects.exists()


def test_double_in_the_list_is_added_only_when_ticked(staff_client):
    page = staff_client.post(ADD, {"name": "Ohio", "names": "Ann Lee\nBob\nann  lee"})
    assert [row.add for row in page.context["preview"].rows] == [True, True, False]
    assert page.context["preview"].rows[2].warning == rules.SAME_NAME.format(1)
    staff_client.post(ADD, sent(page, add=["1", "2", "3"]))
    user_ids = User.objects.filter(is_staff=False).order_by("pk").values_list("user_id", flat=True)
    assert list(user_ids) == ["ann-lee", "bob", "ann-lee-2"]


def test_name_edited_to_a_double_warns_once(staff_client):
    page = staff_client.post(ADD, {"name": "Ohio", "names": "Ann Lee\nBob"})
    page = staff_client.post(ADD, sent(page, person=["Ann Lee", "Ann Lee"]))
    assert page.context["preview"].rows[1].warning
    assert not TrainingClass.objects.exists()
    assert staff_client.post(ADD, sent(page)).status_code == 302


def test_person_in_the_class_already_gets_a_warning(staff_client, ohio):
    address = page_for(ohio, "add_trainees")
    page = staff_client.post(address, {"names": "ANN LEE\nBob", "expected": "1"})
    assert [row.add for row in page.context["preview"].rows] == [False, True]
    assert page.context["preview"].rows[0].warning == rules.IN_CLASS.format("ann-lee")
    staff_client.post(address, sent(page))
    assert [user.name for user in ohio.trainees()] == ["Ann Lee", "Bob"]


def test_preview_sent_twice_adds_nobody_twice(staff_client, ohio):
    address = page_for(ohio, "add_trainees")
    data = sent(staff_client.post(address, {"names": "Bob", "expected": "1"}))
    assert staff_client.post(address, data).status_code == 302
    again = staff_client.post(address, data)
    assert again.context["form"].has_error("__all__", "changed")
    assert again.context["preview"].rows[0].warning
    page = staff_client.post(ADD, {"name": "Iowa", "names": "Cy"})
    assert staff_client.post(ADD, sent(page)).status_code == 302
    again = staff_client.post(ADD, sent(page))
    assert again.context["form"].has_error("name", "unique")
    assert User.objects.filter(is_staff=False).count() == 3


def test_user_id_taken_meanwhile_gets_a_number(staff_client):
    page = staff_client.post(ADD, {"name": "Ohio", "names": "Ann"})
    User.objects.create_user("ann")
    staff_client.post(ADD, sent(page))
    assert TrainingClass.objects.get().trainees().get().user_id == "ann-2"


def test_torn_rows_are_no_server_error(staff_client):
    for data in ({"person": ["Ann", "Bob"], "add": ["9", "x", "2"]}, {"line": ["x"]}, {"add": ["1"]}):
        assert staff_client.post(ADD, {"name": "Ohio", **data}).status_code in (200, 302)


@pytest.mark.parametrize("number", [20, 500])
def test_preview_needs_few_queries_for_any_number(staff_client, number, django_assert_max_num_queries):
    names = "\n".join(f"{n}. Person{n} Lee" for n in range(number))
    with django_assert_max_num_queries(8):
        page = staff_client.post(ADD, {"name": "Ohio", "names": names})
    assert len(shown(page)) == number
