"""Random searches find what a plain comparison in Python finds, and so the same on all databases."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolerequests.models import Organization
from rolerequests.models.ccn import is_beginning, likely_meant, normalized, written
from rolerequests.models.organization_kinds import OrganizationGroup, OrganizationKind
from rolerequests.models.organizations import IN_EVERY_NAME, plain_words
from rolerequests.organizations.practice import add_practice_organizations
from rolerequests.organizations.search import MAX_FOUND, MAX_WORDS, Search, find, whole_codes

SEARCHES = 500
NASTY = "%_\\'\"-.,;*[]()\x00\x1f\u00a0\u200b\u2013ßŁéΩ²٣٩İ\u0131ǅ🙂aZ09"
STATES = ("", "", "OH", "CA", "PR")
KINDS = ("", "", OrganizationKind.HOSPICE, OrganizationKind.LABORATORY)
FILL = st.sampled_from(["", " ", "-", "\N{EN DASH}", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"])


@pytest.fixture
def rows(db):
    """All providers, by name."""
    add_practice_organizations(2_000)
    providers = Organization.objects.filter(group=OrganizationGroup.PROVIDER)
    return sorted(providers, key=lambda row: (row.name, row.code))


def expected(rows, text):
    """What a search for this text among these rows should find, in order."""
    code = normalized(text)
    meant = likely_meant(code)
    if whole := whole_codes(text):
        return [row for row in rows if row.code in whole]
    if is_beginning(code) or meant:
        found = [row for row in rows if is_beginning(code) and row.code.startswith(code)]
        return found + [row for row in rows if row.code == meant]
    words = plain_words(text)
    if text and not words:
        return []
    wanted = [word for word in words[:MAX_WORDS] if word != IN_EVERY_NAME]
    return [row for row in rows if all(f" {word}" in row.search_words for word in wanted)]


class Texts:
    """Random texts, the same each time: CCNs, whole and not, words, and odd characters."""

    def __init__(self, rows):
        self.chance = random.Random(13)  # noqa: S311 - no secret
        self.rows = rows

    def beginnings(self):
        row = self.chance.choice(self.rows)
        words = self.chance.choices(f"{row.name} {row.city}".split(), k=self.chance.randint(1, 3))
        return " ".join(word[: self.chance.randint(1, 8)] for word in words)

    def code(self):
        return self.chance.choice(self.rows).code

    def cut(self):
        code = self.code()
        return written(code)[: self.chance.randint(2, len(code))]

    def mistyped(self):
        return self.code().replace("0", "O", 1).lstrip("0")

    def odd(self):
        return "".join(self.chance.choices(NASTY, k=self.chance.randint(1, 12)))

    def one(self):
        """Any of these, at times with a second one or in capitals."""
        makers = (self.beginnings, self.code, self.cut, self.mistyped, self.odd)
        text = self.chance.choice((self.beginnings, *makers))()
        if self.chance.random() < 0.2:
            text += f" {self.chance.choice(makers)()}"
        return text.upper() if self.chance.random() < 0.3 else text


def test_random_searches_find_what_the_texts_say(rows):
    texts = Texts(rows)
    sizes = []
    for _ in range(SEARCHES):
        text, state, kind = texts.one(), texts.chance.choice(STATES), texts.chance.choice(KINDS)
        scope = [row for row in rows if state in ("", row.state) and kind in ("", row.kind)]
        wanted = [row.pk for row in expected(scope, text)]
        found = find(Search(text, OrganizationGroup.PROVIDER, state=state, kind=kind)).keys
        assert found == (None if len(wanted) > MAX_FOUND else wanted), (text, state, kind)
        sizes.append(len(wanted))
    assert sum(map(bool, sizes)) > SEARCHES / 4  # most texts would prove little if they found nothing
    assert max(sizes) > MAX_FOUND


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), before=FILL, inside=FILL, capital=st.booleans())
def test_typed_ccn_finds_its_organization(rows, data, before, inside, capital):
    row = data.draw(st.sampled_from(rows))
    code = row.code if capital else row.code.lower()
    found = find(Search(f"{before}{code[:2]}{inside}{code[2:]}{before}", OrganizationGroup.PROVIDER))
    assert (found.keys, found.is_code) == ([row.pk], True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=100))
def test_any_text_finds_what_it_says(rows, text):
    wanted = [row.pk for row in expected(rows, text)]
    found = find(Search(text, OrganizationGroup.PROVIDER)).keys
    assert found == (None if len(wanted) > MAX_FOUND else wanted)
