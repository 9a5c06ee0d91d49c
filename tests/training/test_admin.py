"""Classes in the admin, as a training lead works with them."""

import re

import pytest

from accounts.models import TrainingClass, User
from rolerequests.models import RoleRequest
from tests.accounts.login import fail, new_browser, sign_in
from tests.admin import list_of, messages_of, page_for
from tests.helpers import draft_of, pending_of
from tests.pages import heading_of, main_of, page_of, text_of

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/trainingclass/add/"


@pytest.fixture
def ohio():
    """A class of two."""
    training_class = TrainingClass.objects.create(name="Ohio")
    training_class.add_trainees(["Ann Lee", "Bob Ray"])
    return training_class


def slips(response):
    """Name, User ID and password of each slip of a handout sheet."""
    found = re.findall(r'<li class="slip">(.*?)</li>', response.content.decode(), re.S)
    return [(re.search(r"<bdi>(.*?)<", slip)[1], *re.findall(r"<dd>(.*?)</dd>", slip)[1:]) for slip in found]


def address_of(training_class, action, trainee=None):
    return (
        page_for(training_class)[: -len("change/")]
        + f"actions/{action}/"
        + (f"{trainee.pk}/" if trainee else "")
    )


def act(staff_client, training_class, transition, trainee=None):
    """Ask for the question first, then answer it."""
    address = address_of(training_class, transition, trainee)
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


def add(staff_client, training_class, follow=False, **answers):
    """Send the form for more trainees; what follows is their sheet, which is shown once."""
    there = training_class.trainees().count()
    address = page_for(training_class, "add_trainees")
    return staff_client.post(address, {"there": there, **answers}, follow=follow)


# Making one


def test_pasted_names_become_identities_on_a_sheet_that_is_shown_once(staff_client):
    response = staff_client.post(
        ADD, {"name": "Ohio", "names": "Ann Lee\r\n\r\n  Bob   Ray \r\nAnn Lee"}, follow=True
    )
    assert heading_of(response) == "Hand-out sheet: Ohio"
    handed_out = slips(response)
    assert [(name, user_id) for name, user_id, _ in handed_out] == [
        ("Ann Lee", "ann-lee"),
        ("Bob Ray", "bob-ray"),
        ("Ann Lee", "ann-lee-2"),
    ]
    _, user_id, password = handed_out[0]
    assert sign_in(new_browser(), user_id, password).url == "/"
    again = staff_client.get(response.request["PATH_INFO"])
    assert slips(again) == []
    assert "Passwords are shown once" in main_of(again)


def test_who_presses_twice_still_gets_the_sheet(staff_client):
    staff_client.post(ADD, {"name": "Ohio", "names": "Ann"})
    assert "There is a class with this name already." in text_of(
        staff_client.post(ADD, {"name": "Ohio", "names": "Ann"})
    )
    training_class = TrainingClass.objects.get()
    assert training_class.trainees().count() == 1
    assert "A handout sheet with passwords waits to be printed" in text_of(
        staff_client.get(page_for(training_class))
    )
    assert len(slips(staff_client.get(page_for(training_class, "handout")))) == 1
    assert "waits to be printed" not in text_of(staff_client.get(page_for(training_class)))


def test_the_class_that_there_is_already_is_one_click_away(staff_client, ohio):
    page = staff_client.post(ADD, {"name": "Ohio", "names": "Ann"})
    assert f'href="{page_for(ohio)}"' in page.content.decode()
    assert "Ohio , with 2 trainees" in text_of(page)


def test_who_presses_add_them_twice_adds_them_once_and_keeps_what_was_typed(staff_client, ohio):
    form = staff_client.get(page_for(ohio, "add_trainees"))
    data = {"names": "Cy\nDi", "there": page_of(form).hidden("there")}
    assert len(slips(staff_client.post(page_for(ohio, "add_trainees"), data, follow=True))) == 2
    again = staff_client.post(page_for(ohio, "add_trainees"), data)
    assert "Trainees were added to Ohio after you opened this page: it has 4 now." in text_of(again)
    assert "Cy\nDi</textarea>" in again.content.decode()
    assert ohio.trainees().count() == 4
    data["there"] = page_of(again).hidden("there")
    assert len(slips(staff_client.post(page_for(ohio, "add_trainees"), data, follow=True))) == 2


def test_the_sheets_of_two_classes_wait_for_each_other(staff_client, ohio):
    other = TrainingClass.objects.create(name="Iowa")
    for training_class in (ohio, other):
        add(staff_client, training_class, names="Cy")
    assert "waits to be printed" in text_of(staff_client.get(page_for(ohio)))
    assert staff_client.head(page_for(ohio, "handout")).status_code == 200
    (first,), (second,) = (slips(staff_client.get(page_for(each, "handout"))) for each in (ohio, other))
    assert (first[1], second[1]) == ("cy", "cy-2")
    assert slips(staff_client.get(page_for(ohio, "handout"))) == []


def test_who_is_added_before_the_sheet_was_shown_stands_on_the_same_sheet(staff_client, ohio):
    for name in ("Cy", "Di"):
        add(staff_client, ohio, names=name)
    staff_client.post(address_of(ohio, "reset-passwords", ohio.trainees().get(name="Di")))
    shown = slips(staff_client.get(page_for(ohio, "handout")))
    assert [name for name, _, _ in shown] == ["Cy", "Di"]
    for _, user_id, password in shown:
        assert sign_in(new_browser(), user_id, password).status_code == 302


def test_a_closed_class_gets_nobody_new(staff_client, ohio):
    ohio.close()
    assert "Add trainees" not in text_of(staff_client.get(page_for(ohio)))
    for ask in (staff_client.get, staff_client.post):
        answer = ask(page_for(ohio, "add_trainees"), {"names": "Cy"}, follow=True)
        assert messages_of(answer) == ["Ohio is closed. Reopen it first."]
    assert ohio.trainees().count() == 2
    answer = act(staff_client, ohio, "reset-passwords")
    assert "This class is closed: nobody can sign in with them before you reopen it." in text_of(answer)


def test_the_history_tells_what_was_done_to_a_class_and_by_whom(staff_client, ohio):
    add(staff_client, ohio, names="Cy\nDi")
    act(staff_client, ohio, "start-over", ohio.trainees().get(name="Cy"))
    act(staff_client, ohio, "reset-passwords")
    act(staff_client, ohio, "close")
    words = text_of(staff_client.get(page_for(ohio, "history")))
    for told in ("Add trainees: 2", "Start over: Cy", "Make new passwords: all 4 trainees", "closed"):
        assert told in words
    assert "admin" in words


def test_so_many_are_numbered_and_more_go_on_from_there(staff_client):
    response = staff_client.post(ADD, {"name": "Ohio", "number": 2}, follow=True)
    assert [name for name, _, _ in slips(response)] == ["Trainee 01", "Trainee 02"]
    response = add(staff_client, TrainingClass.objects.get(), number=1, follow=True)
    assert [name for name, _, _ in slips(response)] == ["Trainee 03"]


def test_a_hundred_stand_in_the_order_of_their_numbers(staff_client):
    names = [
        name for name, _, _ in slips(staff_client.post(ADD, {"name": "Ohio", "number": 100}, follow=True))
    ]
    assert (names[0], names[-1]) == ("Trainee 001", "Trainee 100")
    assert [user.name for user in TrainingClass.objects.get().trainees()] == names


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "number": 1}, "Write what you call the class."),
        ({"name": "Ohio", "number": 1}, "There is a class with this name already."),
        ({"name": "New"}, "Paste names, or say how many: one of the two."),
        ({"name": "New", "names": "Ann", "number": 2}, "Paste names, or say how many: one of the two."),
        ({"name": "New", "number": 501}, "Ensure this value is less than or equal to 500."),
        ({"name": "New", "number": "many"}, "Enter a whole number."),
        ({"name": "New", "names": "x\n" * 501}, "At most 500 at a time: these are 501 names."),
        ({"name": "New", "names": "x" * 101}, "A name has at most 100 characters:"),
        ({"name": "New", "names": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_made(staff_client, ohio, data, sentence):
    response = staff_client.post(ADD, data)
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert TrainingClass.objects.count() == 1
    if data["name"]:
        assert f'value="{data["name"]}"' in response.content.decode()


# Seeing what they do


def test_a_lead_sees_who_has_signed_in_who_submitted_what_and_last_activity(
    staff_client, ohio, sagu, view_only
):
    ann, bob = ohio.trainees()
    sign_in(new_browser(), "nobody", "x")
    pending_of(ann, sagu, "OH")
    pending_of(ann, view_only).withdraw()
    draft_of(bob, sagu)
    (anns, bobs) = cells(staff_client.get(page_for(ohio)))
    assert anns[:3] == ["Ann Lee", "ann-lee", "not yet"]
    assert anns[3] == "CMS View Only User (withdrawn) State Agency S&amp;C General User, Ohio (pending)"
    assert re.fullmatch(r"\w+\.? \d+, \d+:\d\d [AP]M E[SD]T", anns[4])
    assert bobs[3] == "nothing yet"
    assert re.match(r"\w+", bobs[4])


def test_the_list_counts_trainees_who_has_signed_in_and_who_has_submitted(
    staff_client, ohio, sagu, view_only
):
    ohio.add_trainees(["Cara"])
    ann, bob, _ = ohio.trainees()
    ann.record_login()
    assert "Ohio 3 1 0 " in text_of(staff_client.get(list_of(TrainingClass)))
    draft_of(bob, sagu)
    pending_of(ann, sagu, "OH")
    pending_of(ann, view_only)
    draft_of(ann, sagu)
    assert "Ohio 3 1 1 " in text_of(staff_client.get(list_of(TrainingClass)))
    ann.start_over()
    assert "Ohio 3 1 0 " in text_of(staff_client.get(list_of(TrainingClass)))


def test_of_many_requests_the_newest_five_are_shown_and_the_rest_counted(staff_client, ohio, sagu):
    ann = ohio.trainees()[0]
    for state in ("OH", "KY", "IN", "AL", "AK", "AZ", "GU"):
        pending_of(ann, sagu, state)
    shown = cells(staff_client.get(page_for(ohio)))[0][3]
    assert "Guam" in shown
    assert "Ohio" not in shown
    assert shown.endswith("and 2 more")


def test_what_was_done_before_starting_over_is_not_shown(staff_client, ohio, sagu):
    ann = ohio.trainees()[0]
    pending_of(ann, sagu, "OH")
    act(staff_client, ohio, "start-over", ann)
    assert cells(staff_client.get(page_for(ohio)))[0][3] == "nothing yet"
    assert RoleRequest.objects.count() == 1


# Acting


def test_one_gets_a_new_password_on_a_sheet_and_is_no_longer_locked(staff_client, ohio):
    ann = ohio.trainees()[0]
    fail(5, "ann-lee")
    response = act(staff_client, ohio, "reset-passwords", ann)
    ((name, user_id, password),) = slips(response)
    assert (name, user_id) == ("Ann Lee", "ann-lee")
    assert sign_in(new_browser(), user_id, password).url == "/"


def test_all_get_new_passwords(staff_client, ohio):
    assert [name for name, _, _ in slips(act(staff_client, ohio, "reset-passwords"))] == [
        "Ann Lee",
        "Bob Ray",
    ]


def test_all_start_over(staff_client, ohio):
    before = set(ohio.trainees().values_list("sandbox", flat=True))
    assert messages_of(act(staff_client, ohio, "start-over")) == ["Started over: all 2 trainees."]
    assert not before & set(ohio.trainees().values_list("sandbox", flat=True))


def test_a_locked_trainee_is_marked_and_unlocked(staff_client, ohio):
    ann = ohio.trainees()[0]
    fail(5, "ann-lee")
    response = staff_client.get(page_for(ohio))
    assert cells(response)[0][1] == "ann-lee locked"
    assert "Unlock ann-lee" in text_of(response)
    assert "Unlock bob-ray" not in text_of(response)
    assert messages_of(act(staff_client, ohio, "unlock", ann)) == ["Unlocked: Ann Lee."]
    assert cells(staff_client.get(page_for(ohio)))[0][1] == "ann-lee"


def test_a_class_is_closed_and_reopened_after_being_asked(staff_client, ohio):
    response = act(staff_client, ohio, "close")
    assert messages_of(response) == ["Ohio is closed."]
    assert "This class is closed since" in text_of(response)
    assert not any(user.may_log_in() for user in ohio.trainees())
    assert messages_of(act(staff_client, ohio, "reopen")) == ["Ohio is open again."]
    assert all(user.may_log_in() for user in ohio.trainees())


def test_asking_changes_nothing(staff_client, ohio):
    before = list(User.objects.order_by("pk").values())
    for verb in ("close", "start-over", "reset-passwords", "unlock"):
        staff_client.get(page_for(ohio)[: -len("change/")] + f"actions/{verb}/")
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
def test_what_there_is_not_is_not_found(staff_client, ohio, path):
    assert staff_client.get(page_for(ohio)[: -len("change/")] + path).status_code == 404


def test_somebody_elses_trainee_is_not_in_the_class(staff_client, ohio, alice):
    assert (
        staff_client.post(
            page_for(ohio)[: -len("change/")] + f"actions/reset-passwords/{alice.pk}/"
        ).status_code
        == 404
    )


def test_a_class_is_renamed_and_never_deleted(staff_client, ohio):
    staff_client.post(page_for(ohio), {"name": "Ohio, May"})
    assert TrainingClass.objects.get().name == "Ohio, May"
    assert staff_client.post(page_for(ohio, "delete"), {"post": "yes"}).status_code == 403
    assert TrainingClass.objects.exists()


def test_classes_are_found_by_the_names_of_their_trainees_and_narrowed_to_those_that_are_open(
    staff_client, ohio
):
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
