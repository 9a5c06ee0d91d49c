"""What the coach says on each page, and that it changes nothing of the replica."""

import re

import pytest

from rolerequests.models import RequestEvent, Role, RoleRequest
from tests.helpers import Queries
from tests.rolerequests.wizard.walk import CMSGU, NEW, SAGU, VIEW_ONLY, Walk
from training.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(alice_client):
    return Walk(alice_client)


def coach_of(response):
    return response.context["coach"]


def html_of_main(response):
    """`<main>` as bytes, without form tokens."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", main)


def pages_of_a_walk(client, walk):
    """`<main>` of the three pages in many states: empty, selected, wrong, refused. References differ."""
    pages = [client.get(NEW), client.post(NEW, {}, follow=True)]
    role = walk.category("CMS")
    pages += [client.get(role), client.post(role, {}, follow=True)]
    page_3 = walk.role(role, CMSGU)
    pages.append(client.get(page_3))
    client.post(page_3, {"previous": ""})
    pages.append(client.get(role))
    page_1 = role.replace("/role/", "/category/")
    client.post(role, {"previous": ""})
    pages.append(client.get(page_1))
    page_3 = walk.role(walk.category("State Agency", page_1), SAGU)
    pages += [client.get(page_3), walk.submit(page_3, SAGU), client.get(page_3 + "?check")]
    again = walk.role(walk.category("State Agency"), SAGU)
    walk.submit(page_3, SAGU, state="OH")
    walk.submit(again, SAGU, state="OH")
    pages.append(client.get(again + "?check"))
    provider = walk.to_page_3("Provider", "Provider Security Official")
    pages += [client.get(provider), client.get(page_3.replace("organizations", "role"), follow=True)]
    return [re.sub(r"RR-\d+|/\d+/", "#", html_of_main(each)) for each in pages if each.status_code == 200]


@pytest.mark.parametrize("slug", ["category", "role", "organizations"])
def test_error_page_of_a_step_is_shown_in_an_exercise(alice_client, begin, slug):
    begin("commuter", "show")
    address = f"/role-requests/999/{slug}/"
    assert [alice_client.get(address).status_code, alice_client.post(address).status_code] == [404, 404]


@pytest.mark.parametrize("level", ["show", "try", "prove"])
def test_main_is_the_same_with_and_without_an_exercise(level, alice, alice_client, begin, walk):
    alice.start_over()
    without = pages_of_a_walk(alice_client, walk)
    begin("cms-auditor", level)
    with_exercise = pages_of_a_walk(alice_client, walk)
    wizard = [number for number, page in enumerate(without) if "My Profile</h1>" not in page]
    assert len(wizard) >= 10
    assert [with_exercise[number] for number in wizard] == [without[number] for number in wizard]


def queries_of_pages(client, pages):
    counts = []
    for page in pages:
        with Queries() as queries:
            client.get(page)
        counts.append(queries.count())
    return counts


@pytest.mark.parametrize("level", ["show", "try", "prove"])
def test_exercise_costs_two_queries_a_page_at_most(level, alice, alice_client, begin, walk):
    def count():
        role = walk.category("CMS")
        page_3 = walk.role(role, CMSGU)
        pages = ["/", NEW, role.replace("/role/", "/category/"), role, page_3, "/my-profile/"]
        return queries_of_pages(alice_client, pages)

    without = count()
    begin("cms-auditor", level)
    pairs = zip(count(), without, strict=True)
    assert [more - before for more, before in pairs if more > before + 2] == []


def test_trainee_without_an_exercise_costs_no_query(alice_client, exercises, django_assert_num_queries):
    with django_assert_num_queries(2):  # session, user
        assert coach_of(alice_client.get("/")) is None


def test_show_quotes_the_next_step_of_the_job_aid(alice_client, begin, walk):
    begin("new-nurse-surveyor", "show")
    numbers = [[number for number, _ in coach_of(alice_client.get(page)).steps] for page in ("/", NEW)]
    role = walk.category("State Agency")
    numbers.append([number for number, _ in coach_of(alice_client.get(role)).steps])
    page_3 = walk.role(role, SAGU)
    numbers.append([number for number, _ in coach_of(alice_client.get(page_3)).steps])
    assert numbers == [["2.3"], ["2.4"], ["2.5"], ["2.7", "2.8"]]


def test_try_explains_a_wrong_category_on_the_next_page(alice_client, begin, walk):
    begin("new-nurse-surveyor", "try")
    assert not coach_of(alice_client.get(NEW)).says
    says = coach_of(alice_client.get(walk.category("CMS"))).says
    assert says.startswith("You chose CMS.")
    assert "State Agency" not in says
    assert not coach_of(alice_client.get(walk.category("State Agency"))).says


def test_second_time_the_same_selection_names_the_right_one(alice_client, begin, walk):
    begin("new-nurse-surveyor", "try")
    role = walk.category("Vendor")
    alice_client.post(role, {"previous": ""})
    walk.category("Vendor", role.replace("/role/", "/category/"))
    assert coach_of(alice_client.get(role)).says.endswith("choose State Agency.")


def test_wrong_role_is_explained_on_page_3(alice_client, begin, walk):
    begin("cms-auditor", "try")
    first = coach_of(alice_client.get(walk.to_page_3("CMS", CMSGU))).says
    second = coach_of(alice_client.get(walk.to_page_3("CMS", CMSGU))).says
    assert "misprint" in first
    assert first != second


def test_prove_is_silent_until_my_profile(alice_client, begin, walk):
    begin("cms-auditor", "prove")
    page_3 = walk.to_page_3("CMS", CMSGU)
    for page in (NEW, page_3.replace("organizations", "role"), page_3):
        coach = coach_of(alice_client.get(page))
        assert (coach.says, coach.steps, coach.why) == ("", [], "")
    walk.submit(page_3, CMSGU)
    assert 'class="verdict"' in alice_client.get("/my-profile/").content.decode()


def test_refused_request_is_explained(alice_client, begin, walk):
    begin("second-role", "try")
    official = "State Agency Security Official for S&C"
    page_3 = walk.to_page_3("State Agency", official)
    refused = walk.submit(page_3, official, state="MO")
    assert coach_of(alice_client.get(refused["Location"])).says


def test_coach_has_the_focus_unless_the_page_has_an_error(alice_client, begin, walk):
    begin("new-nurse-surveyor", "try")
    role = walk.category("CMS")
    html = alice_client.get(role).content.decode()
    assert html.count("autofocus") == 1
    assert html.index("autofocus") < html.index("<main")
    html = alice_client.get(role + "?check").content.decode()
    assert html.count("autofocus") == 1
    assert html.index("autofocus") > html.index("<main")


def test_going_back_from_a_page_3_without_a_state_is_explained(alice_client, begin, walk):
    begin("cms-analyst", "try")
    page_3 = walk.to_page_3("CMS", CMSGU)
    role = page_3.replace("organizations", "role")
    assert not coach_of(alice_client.get(role)).says
    alice_client.post(page_3, {"previous": "", "role": Role.objects.get(name=CMSGU).pk})
    assert "State menu" in coach_of(alice_client.get(role)).says


def test_welcome_leads_back_to_the_request(alice_client, begin, walk):
    begin("new-nurse-surveyor", "try")
    page_2 = walk.category("State Agency")
    assert coach_of(alice_client.get("/")).continue_url == page_2


def test_previous_is_recorded_in_an_exercise_only(alice, alice_client, begin, walk):
    alice_client.post(walk.category("CMS"), {"previous": ""})
    assert not RequestEvent.objects.filter(transition="went_back").exists()
    begin("new-nurse-surveyor")
    alice_client.post(walk.category("CMS"), {"previous": ""})
    assert RequestEvent.objects.filter(transition="went_back", actor=alice).count() == 1


def test_preset_is_no_submission_of_the_attempt(begin):
    attempt = begin("second-role")
    assert attempt.outcome == ""
    assert RoleRequest.objects.filter(sandbox=attempt.sandbox).count() == 1
    assert Attempt.objects.count() == 1


def test_nothing_to_show_is_said_for_view_only(alice_client, begin, walk):
    begin("cms-auditor", "show")
    coach = coach_of(alice_client.get(walk.to_page_3("CMS", VIEW_ONLY)))
    assert [number for number, _ in coach.steps] == ["4.7"]
    assert coach.why
