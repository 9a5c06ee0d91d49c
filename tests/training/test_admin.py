"""Classes in the admin."""

import re
from html import unescape
from time import process_time

import pytest

from accounts.models import ClassClosedError, Sandbox, TrainingClass, User
from rolerequests.models import RoleRequest
from tests.accounts.login import fail, log_in, new_client
from tests.admin import levels_of, list_of, listed, messages_of, page_for
from tests.helpers import draft_of, pending_of
from tests.pages import heading_of, page_of, text_of
from tests.training.adding import rows

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/trainingclass/add/"


@pytest.fixture
def ohio():
    """A class of two trainees."""
    training_class = TrainingClass.objects.create(name="Ohio")
    training_class.add_trainees(["Ann Lee", "Bob Ray"])
    return training_class


def slips(response):
    """Name, User ID and password of each slip of a log-in handout."""
    found = re.findall(r'<li class="slip">(.*?)</li>', response.content.decode(), re.S)
    return [(re.search(r"<bdi>(.*?)<", slip)[1], *re.findall(r"<dd>(.*?)</dd>", slip)[1:]) for slip in found]


def address_of(training_class, action, trainee=None):
    return (
        page_for(training_class)[: -len("change/")]
        + f"actions/{action}/"
        + (f"{trainee.pk}/" if trainee else "")
    )


def act(staff_client, training_class, action, trainee=None):
    """Open the confirmation page, then confirm."""
    address = address_of(training_class, action, trainee)
    assert staff_client.get(address).status_code == 200
    return staff_client.post(address, follow=True)


def cells(response):
    """The rows of the roster."""
    table = re.search(r'<table class="roster">.*?</table>', response.content.decode(), re.S)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def add(staff_client, training_class, *names, follow=False, **data):
    """Add trainees; the redirect leads to the handout, which is shown once."""
    expected = training_class.trainees().count()
    address = page_for(training_class, "add_trainees")
    people = rows(*names, expected=expected, **data) if names else {"expected": expected, **data}
    return staff_client.post(address, people, follow=follow)


# Creating a class


def test_handout_lists_pasted_names(staff_client):
    response = staff_client.post(
        ADD, rows("Ann Lee", "  Bob   Ray ", "Ann Lee", name="Ohio", warned=["", "", "ann lee"]), follow=True
    )
    assert heading_of(response) == "Log-in handout: Ohio"
    handout = slips(response)
    assert [(name, user_id) for name, user_id, _ in handout] == [
        ("Ann Lee", "ann-lee"),
        ("Ann Lee", "ann-lee-2"),
        ("Bob Ray", "bob-ray"),
    ]
    _, user_id, password = handout[0]
    assert log_in(new_client(), user_id, password).url == "/"
    again = staff_client.get(response.request["PATH_INFO"])
    assert [user_id for _, user_id, _ in slips(again)] == ["ann-lee-2", "bob-ray"]  # Ann Lee has logged in


def test_creating_a_class_twice_adds_nobody(staff_client):
    staff_client.post(ADD, rows("Ann", name="Ohio"))
    again = staff_client.post(ADD, rows("Ann", name="Ohio"))
    assert again.context["form"].has_error("name", "unique")
    training_class = TrainingClass.objects.get()
    assert training_class.trainees().count() == 1
    assert len(slips(staff_client.get(page_for(training_class, "handout")))) == 1


def test_duplicate_name_links_to_the_class(staff_client, ohio):
    page = staff_client.post(ADD, rows("Ann", name="Ohio"))
    assert f'href="{page_for(ohio)}"' in page.content.decode()
    assert page.context["same_name"] == ohio


def test_adding_trainees_twice_asks_for_confirmation(staff_client, ohio):
    form = staff_client.get(page_for(ohio, "add_trainees"))
    data = rows("Cy", "Di", expected=page_of(form).hidden("expected"))
    assert len(slips(staff_client.post(page_for(ohio, "add_trainees"), data, follow=True))) == 2
    again = staff_client.post(page_for(ohio, "add_trainees"), data)
    assert again.context["form"].has_error("__all__", "changed")
    assert again.context["preview"].names == ["Cy", "Di"]
    assert ohio.trainees().count() == 4
    data |= {"expected": page_of(again).hidden("expected"), "warned": ["cy", "di"]}
    assert len(slips(staff_client.post(page_for(ohio, "add_trainees"), data, follow=True))) == 2


def test_closed_class_page_adds_no_trainees(staff_client, ohio):
    ohio.close()
    assert "Add trainees" not in text_of(staff_client.get(page_for(ohio)))
    for ask in (staff_client.get, staff_client.post):
        response = ask(page_for(ohio, "add_trainees"), {"names": "Cy"}, follow=True)
        assert messages_of(response) == [str(ClassClosedError(ohio))]
    assert ohio.trainees().count() == 2
    response = act(staff_client, ohio, "reset-passwords")
    assert not response.context["training_class"].is_open
    assert len(slips(response)) == 2


def test_class_history_shows_the_actions(staff_client, ohio):
    add(staff_client, ohio, "Cy", "Di")
    act(staff_client, ohio, "start-over", ohio.trainees().get(name="Cy"))
    act(staff_client, ohio, "reset-passwords")
    act(staff_client, ohio, "close")
    words = text_of(staff_client.get(page_for(ohio, "history")))
    for told in ("Trainees added trainees: 2", "Started over trainees: Cy", "Passwords reset", "Closed"):
        assert told in words
    assert "admin" in words


def test_numbered_trainees_continue_the_numbers(staff_client):
    response = staff_client.post(ADD, {"name": "Ohio", "number": 2}, follow=True)
    assert [name for name, _, _ in slips(response)] == ["Trainee 001", "Trainee 002"]
    response = add(staff_client, TrainingClass.objects.get(), number=1, follow=True)
    assert [name for name, _, _ in slips(response)] == ["Trainee 003"]


def test_hundred_numbered_trainees_are_in_order(staff_client):
    names = [
        name for name, _, _ in slips(staff_client.post(ADD, {"name": "Ohio", "number": 100}, follow=True))
    ]
    assert (names[0], names[-1]) == ("Trainee 001", "Trainee 100")
    assert [user.name for user in TrainingClass.objects.get().trainees()] == names


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({"name": "", "number": 1}, "name", "required"),
        ({"name": "Ohio", "number": 1}, "name", "unique"),
        ({"name": "\N{NO-BREAK SPACE}Oh\N{ZERO WIDTH SPACE}io", "number": 1}, "name", "unique"),
        ({"name": "\N{ZERO WIDTH SPACE}", "number": 1}, "name", "required"),
        ({"name": "New"}, "names", "names_or_number"),
        ({"name": "New", "names": "Ann", "number": 2}, "names", "names_or_number"),
        ({"name": "New", "number": 501}, "number", "max_value"),
        ({"name": "New", "number": "many"}, "number", "invalid"),
        ({"name": "New", "names": "x\n" * 1001}, "names", "too_many"),
        ({"name": "New", "names": "a\0b"}, "names", "null_characters_not_allowed"),
        ({"name": "a\0b", "number": 1}, "name", "null_characters_not_allowed"),
    ],
)
def test_invalid_input_is_a_field_error(staff_client, ohio, data, field, code):
    response = staff_client.post(ADD, data)
    assert response.status_code == 200
    assert response.context["form"].has_error(field, code)
    assert str(response.context["form"].errors[field][0]) in unescape(response.content.decode())
    assert TrainingClass.objects.count() == 1
    if data["name"].isalpha():
        assert f'value="{data["name"]}"' in response.content.decode()


# The roster


def test_roster_shows_logins_requests_and_activity(staff_client, ohio, sagu, view_only):
    ann, bob = ohio.trainees()
    log_in(new_client(), "unknown", "x")
    pending_of(ann, sagu, "OH")
    pending_of(ann, view_only).withdraw(actor=ann)
    draft_of(bob, sagu)
    (anns, bobs) = cells(staff_client.get(page_for(ohio)))
    assert anns[:3] == ["Ann Lee", "ann-lee", "not yet"]
    assert anns[3] == "CMS View Only User (withdrawn) State Agency S&amp;C General User, Ohio (pending)"
    assert re.fullmatch(r"\w+\.? \d+, \d+:\d\d [AP]M E[SD]T", anns[4])
    assert bobs[3] == "nothing yet"
    assert re.match(r"\w+", bobs[4])


def test_class_list_counts_trainees_logins_and_submitters(staff_client, ohio, sagu, view_only):
    ohio.add_trainees(["Cara"])
    ann, bob, _ = ohio.trainees()
    ann.record_login()
    assert "Open 3 1 0 " in text_of(staff_client.get(list_of(TrainingClass)))
    draft_of(bob, sagu)
    pending_of(ann, sagu, "OH")
    pending_of(ann, view_only)
    draft_of(ann, sagu)
    assert "Open 3 1 1 " in text_of(staff_client.get(list_of(TrainingClass)))
    ann.start_over()
    assert "Open 3 1 0 " in text_of(staff_client.get(list_of(TrainingClass)))


def test_roster_shows_the_newest_five_requests(staff_client, ohio, sagu):
    ann = ohio.trainees()[0]
    for state in ("OH", "KY", "IN", "AL", "AK", "AZ", "GU"):
        pending_of(ann, sagu, state)
    shown = cells(staff_client.get(page_for(ohio)))[0][3]
    assert "Guam" in shown
    assert "Ohio" not in shown
    assert shown.endswith("and 2 more")


def test_roster_hides_archived_requests(staff_client, ohio, sagu):
    ann = ohio.trainees()[0]
    pending_of(ann, sagu, "OH")
    act(staff_client, ohio, "start-over", ann)
    assert cells(staff_client.get(page_for(ohio)))[0][3] == "nothing yet"
    assert RoleRequest.objects.count() == 1


# Acting


def test_reset_password_unlocks_and_shows_a_handout(staff_client, ohio):
    ann = ohio.trainees()[0]
    fail(5, "ann-lee")
    response = act(staff_client, ohio, "reset-passwords", ann)
    ((name, user_id, password),) = slips(response)
    assert (name, user_id) == ("Ann Lee", "ann-lee")
    assert log_in(new_client(), user_id, password).url == "/"


def test_reset_all_passwords_shows_a_handout(staff_client, ohio):
    assert [name for name, _, _ in slips(act(staff_client, ohio, "reset-passwords"))] == [
        "Ann Lee",
        "Bob Ray",
    ]


def test_start_over_for_all_moves_all(staff_client, ohio):
    before = set(ohio.trainees().values_list("sandbox", flat=True))
    assert levels_of(act(staff_client, ohio, "start-over")) == ["success"]
    assert not before & set(ohio.trainees().values_list("sandbox", flat=True))


def test_locked_trainees_are_marked_and_unlocked(staff_client, ohio):
    ann = ohio.trainees()[0]
    fail(5, "ann-lee")
    response = staff_client.get(page_for(ohio))
    assert cells(response)[0][1] == "ann-lee locked"
    assert "Unlock ann-lee" in text_of(response)
    assert "Unlock bob-ray" not in text_of(response)
    assert levels_of(act(staff_client, ohio, "unlock", ann)) == ["success"]
    assert cells(staff_client.get(page_for(ohio)))[0][1] == "ann-lee"


def test_class_can_be_closed_and_reopened(staff_client, ohio):
    response = act(staff_client, ohio, "close")
    assert levels_of(response) == ["success"]
    assert "Reopen" in text_of(response)
    assert not any(user.may_log_in() for user in ohio.trainees())
    assert levels_of(act(staff_client, ohio, "reopen")) == ["success"]
    assert all(user.may_log_in() for user in ohio.trainees())


def test_action_pages_change_nothing_on_get(staff_client, ohio):
    before = list(User.objects.order_by("pk").values())
    for action in ("close", "start-over", "reset-passwords", "unlock"):
        staff_client.get(page_for(ohio)[: -len("change/")] + f"actions/{action}/")
    assert TrainingClass.objects.get().is_open
    assert list(User.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "path",
    [
        "actions/explode/",
        "actions/close/1/",
        "actions/close/0/",
        "actions/unlock/0/",
        "actions/unlock/999999/",
    ],
)
def test_unknown_actions_and_trainees_are_404(staff_client, ohio, path):
    assert staff_client.get(page_for(ohio)[: -len("change/")] + path).status_code == 404


def test_trainees_of_other_classes_are_404(staff_client, ohio, alice):
    assert (
        staff_client.post(
            page_for(ohio)[: -len("change/")] + f"actions/reset-passwords/{alice.pk}/"
        ).status_code
        == 404
    )


def test_classes_can_be_renamed_but_not_deleted(staff_client, ohio):
    staff_client.post(page_for(ohio), {"name": "Ohio, May"})
    assert TrainingClass.objects.get().name == "Ohio, May"
    assert staff_client.post(page_for(ohio, "delete"), {"post": "yes"}).status_code == 403
    assert TrainingClass.objects.exists()


def test_class_list_searches_trainees_and_filters_state(staff_client, ohio):
    closed = TrainingClass.objects.create(name="Old")
    closed.close()

    def found(**query):
        return {
            each.name for each in staff_client.get(list_of(TrainingClass), query).context["cl"].result_list
        }

    assert found(q="bob") == found(q="ann-lee") == {"Ohio"}
    assert found(state="open") == {"Ohio"}
    assert found(state="closed") == {"Old"}
    assert found(state="x") == found() == {"Ohio", "Old"}


def names_in(rows):
    return [name for name, *_ in rows]


@pytest.mark.parametrize("digits", [2, 3])
def test_numbers_of_a_class_have_one_width(staff_client, digits):
    """Two digits are from earlier versions."""
    training_class = TrainingClass.objects.create(name="Ohio")
    training_class.add_trainees([f"Trainee {number:0{digits}}" for number in (1, 2, 3)])
    add(staff_client, training_class, number="80")
    names = training_class.trainees().values_list("name", flat=True)
    assert {len(name) for name in names} == {len("Trainee ") + digits}
    assert len(set(names)) == 83


def test_roster_and_handout_sort_numbers_by_value(staff_client, ohio):
    ohio.trainees().delete()
    ohio.add_trainees(
        ["Trainee 031", "Trainee 4", "trainee 03", "Ann", "Zoe", "Łukasz", "Mia", "Trainee 100"]
    )
    expected = ["Ann", "Łukasz", "Mia", "trainee 03", "Trainee 4", "Trainee 031", "Trainee 100", "Zoe"]
    assert names_in(cells(staff_client.get(page_for(ohio)))) == expected
    assert names_in(slips(act(staff_client, ohio, "reset-passwords"))) == expected


def test_class_search_takes_under_300_milliseconds(staff_client):
    """Of processor time, on SQLite: the joined search needed 4 s for this number of trainees."""
    classes = TrainingClass.objects.bulk_create(TrainingClass(name=f"Class {n}") for n in range(20))
    sandboxes = Sandbox.objects.bulk_create(
        Sandbox(training_class=each) for each in classes for _ in range(200)
    )
    User.objects.bulk_create(
        User(user_id=f"trainee-{number}", sandbox=sandbox) for number, sandbox in enumerate(sandboxes)
    )
    staff_client.get(list_of(TrainingClass))  # load the templates

    def seconds(words):
        start = process_time()
        response = staff_client.get(list_of(TrainingClass), {"q": words})
        assert len(listed(response)) == 20
        return process_time() - start

    assert min(seconds("trainee") for _ in range(2)) < 0.3


def test_class_list_counts_trainees_logins_and_submissions(staff_client, ohio, view_only):
    ann, bob = ohio.trainees()
    ann.record_login()
    for _ in range(2):
        pending_of(ann, view_only).withdraw(actor=ann)
    draft_of(bob, view_only)
    TrainingClass.objects.create(name="Empty")
    for words in ("", "ann", "bob ray"):
        listed_class = listed(staff_client.get(list_of(TrainingClass), {"q": words}))[-1]
        counts = [
            getattr(listed_class, f"number_{what}") for what in ("of_trainees", "logged_in", "submitted")
        ]
        assert (listed_class.name, counts) == ("Ohio", [2, 1, 1])
