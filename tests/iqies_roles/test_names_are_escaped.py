"""Entries named `<b>R&D</b>` show this name on every page that links lead to, for trainees and for staff."""

import re
from html import escape, unescape
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import resolve
from django.utils.html import strip_tags

from accounts.models import User
from rolerequests.models import RoleRequest
from rolerequests.models.organization_kinds import OrganizationKind
from tests.admin import form_of, messages_of, page_for
from tests.factories import (
    CategoryFactory,
    ExerciseFactory,
    OrganizationFactory,
    RoleFactory,
    TrainingClassFactory,
    WithdrawnRequestFactory,
)
from tests.helpers import client_of, draft_of, pending_of
from tests.training.practice.attempts import attempt_of, result

NAME = "<b>R&D</b>"
LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
HTML = "text/html; charset=utf-8"


@pytest.fixture
def role(db):
    """A role of this name in a category of this name; page 3 asks for organizations."""
    category = CategoryFactory(name=NAME, description=NAME)
    asks = OrganizationKind.HOME_HEALTH_AGENCY.group
    return RoleFactory(category=category, name=NAME, description=NAME, asks_organizations=asks)


@pytest.fixture
def trainee(role, carol):
    """A trainee of a class, with a draft, a pending and a withdrawn request and an attempt; all have this name."""
    User.objects.filter(pk=carol.pk).update(name=NAME)
    Group.objects.create(name=NAME)
    training_class = TrainingClassFactory(name=NAME, lead=carol)
    training_class.add_trainees(["Ann Lee"])
    trainee = training_class.trainees().get()
    User.objects.filter(pk=trainee.pk).update(name=NAME)
    organizations = [OrganizationFactory(name=NAME, city=NAME)]
    WithdrawnRequestFactory(requester=trainee, role=role, organizations=organizations)
    pending = pending_of(trainee, role, organizations=organizations)
    draft_of(trainee, role, organizations)
    exercise = ExerciseFactory(
        title=NAME,
        task=NAME,
        why=NAME,
        slip=NAME,
        in_iqies=NAME,
        goal="submit",
        category=role.category,
        role=role,
    )
    attempt_of(trainee, exercise.slug, request=pending, results=[result(selected=NAME)], level="try")
    return User.objects.get(pk=trainee.pk)


def links_in(html):
    """The paths of this site that a page links to, those of entries with the name first."""
    found = [
        (unescape(href), NAME in unescape(strip_tags(words)) or NAME in unescape(words))
        for href, words in LINK.findall(html)
    ]
    own = [(urlsplit(href), named) for href, named in found if href.startswith("/")]
    return sorted(((each.path, named) for each, named in own), key=lambda each: not each[1])


def pages_of(client, *starts):
    """Follow all links. One page of each route, and all that lead to an entry with the name."""
    waiting, seen, routes, pages = [(start, True) for start in starts], set(), set(), {}
    while waiting:
        path, named = waiting.pop(0)
        route = resolve(path).route
        if path in seen or (route in routes and not named):
            continue
        seen.add(path)
        routes.add(route)
        response = client.get(path)
        if response.status_code == 200 and response["Content-Type"] == HTML:
            pages[path] = response.content.decode()
            waiting += links_in(pages[path])
    return pages


def check_names(pages, at_least):
    """No page has the name as code or escaped twice, and this many pages have it."""
    wrong = ("<b>R&", "<b>R&amp;", "&amp;lt;b", "&amp;amp;")
    assert {path: each for path, html in pages.items() for each in wrong if each in html} == {}
    assert sum(escape(NAME) in html for html in pages.values()) >= at_least


def test_pages_of_trainees_show_names_as_written(trainee):
    draft = RoleRequest.objects.drafts().get()
    steps = [f"/role-requests/{draft.pk}/{step}/" for step in ("category", "role", "organizations")]
    check_names(pages_of(client_of(trainee), "/", *steps), at_least=11)


def test_pages_of_staff_show_names_as_written(trainee, carol):
    training_class = trainee.sandbox.training_class
    paths = ["/admin/", page_for(training_class, "handout"), page_for(training_class, "handout_list")]
    check_names(pages_of(client_of(carol), *paths), at_least=55)


def test_messages_show_names_as_written(trainee, carol, role):
    staff = client_of(carol)
    response = staff.get(page_for(role))
    saved = staff.post(page_for(role), form_of(response, description="Other."), follow=True)
    assert saved.redirect_chain
    check_names({"a change": saved.content.decode()}, at_least=1)
    assert NAME in " ".join(map(unescape, map(strip_tags, messages_of(saved))))
