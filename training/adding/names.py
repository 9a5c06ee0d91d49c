"""The name in a text such as "2. Dr. Smith, John Jr., RN <john.smith@example.org>"."""

import re
from dataclasses import dataclass, field

from accounts.text import clean_label
from training.adding.words import CREDENTIALS, GENERATIONS, TITLES, is_credential, plain

MAX_WORDS = 8
# Signs and numbers before a name: "- ", "\u2022 ", "[ ] ", "1. ", "2) ", "(3) ", "#4 ", "1.1 ", "5 ".
LIST_MARK = re.compile(
    r"^(?:[^\w\s\"'\u2018\u201c<(]+(?:\s+|$)|[\u2022\u25e6\u25aa\u2023\u00b7\u25cf\u2610\u2611\uf0b7\uf0a7]+"
    r"|\[[ xX]?\]|[(#]?\d{1,4}[.):](?!\d)\s*|#\d{1,4}\s+|\d{1,3}(?:\.\d{1,3})+\s+|\d{1,3}\s+(?=[^\W\d_]))+"
)
EMAIL = re.compile(r"(?:mailto:)?[^\s<>()\[\]\"',;:|]+@[^\s<>()\[\]\"',;:|]+", re.I)
IN_ANGLES = re.compile(r"<[^<>]*>")
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
PHONE = re.compile(r"(?<!\w)(?:\+?\d{0,3}[\s.-]*\(?\d{3}\)?[\s.-]+\d{3}[\s.-]+\d{4}|\+?\d{10,15})(?!\w)")
ASIDE = re.compile(r"\s+[|\u2013\u2014/-]\s+|\s*\|\s*")
AT_THE_ENDS = ' *,;:|/\\\u2013\u2014-"\u201c\u201d'
NO_LETTERS = "No name: there are no letters."
ONLY_HEADING = "A heading, not a name."
TOO_MANY_WORDS = f"More than {MAX_WORDS} words: is this a name?"


@dataclass
class Reading:
    """A name, what else the text had, and why it is no person; `doubt` is '' for a person."""

    name: str = ""
    left_out: dict[str, list[str]] = field(default_factory=dict)  # by reason
    changed: list[str] = field(default_factory=list)
    doubt: str = ""

    def leave_out(self, text: str, why: str) -> None:
        """Note what is no part of the name."""
        self.left_out.setdefault(why, []).append(text)

    def note(self) -> str:
        """What was left out and changed, in sentences."""
        parts = [f"{', '.join(texts)} ({why})" for why, texts in self.left_out.items()]
        notes = [f"Left out: {'; '.join(parts)}."] if parts else []
        return " ".join([*notes, *(f"{each}." for each in self.changed)])


def read_name(text: str, reading: Reading | None = None) -> Reading:
    """Read the name of one person, into `reading` if it is given. Raises nothing, whatever the text is."""
    reading = reading or Reading()
    rest = without_mark(clean_label(text))
    is_heading = rest.endswith(":") and "@" not in rest
    emails = [each.group().removeprefix("mailto:") for each in EMAIL.finditer(rest)]
    rest = take(EMAIL, rest, reading, "e-mail")
    rest = take(IN_ANGLES, rest, reading, "address")
    outside = IN_BRACKETS.sub(" ", rest)
    rest = take(IN_BRACKETS, rest, reading, "in brackets") if has_letters(outside) else rest.strip("()[] ")
    rest = take(PHONE, rest, reading, "phone number")
    rest = without_aside(rest.replace('"', " "), reading)
    name = in_order(rest, reading)
    name = without_title(name, reading)
    name = without_credentials(name, reading)
    if not has_letters(name) and emails:
        name = name_in_address(emails[0])
        reading.changed.append("Read from the e-mail address")
    reading.name = capitalized(name.strip(AT_THE_ENDS), reading)
    if not has_letters(reading.name):
        reading.doubt = NO_LETTERS
    elif is_heading:
        reading.doubt = ONLY_HEADING
    elif len(reading.name.split()) > MAX_WORDS:
        reading.doubt = TOO_MANY_WORDS
    return reading


def without_mark(text: str) -> str:
    """The text without the mark of a list, if anything follows it."""
    return LIST_MARK.sub("", text)


def has_letters(text: str) -> bool:
    """Whether the text has a letter of any script."""
    return any(each.isalpha() for each in text)


def take(pattern: re.Pattern[str], text: str, reading: Reading, why: str) -> str:
    """The text without what the pattern finds."""
    for found in pattern.finditer(text):
        if words := found.group().strip("<>()[] "):
            reading.leave_out(words, why)
    return " ".join(pattern.sub(" ", text).split()).strip(" ,;")


def without_aside(text: str, reading: Reading) -> str:
    """The text up to a dash or bar between blanks: what follows is a unit or the like."""
    first, *others = [part for part in ASIDE.split(text) if has_letters(part)] or [text]
    for part in others:
        reading.leave_out(part, "after a dash or bar")
    return first


def in_order(text: str, reading: Reading) -> str:
    """First name first: "Smith, John, Jr., RN" is John Smith Jr., without what follows."""
    first, *others = [part.strip() for part in text.split(",") if part.strip()] or [""]
    generation = ""
    parts = []
    words = first.split()
    if others and len(words) > 1 and plain(words[-1]) in GENERATIONS:  # "Smith Jr., John"
        first, generation = " ".join(words[:-1]), words[-1]
    for part in others:
        if plain(part) in GENERATIONS:
            generation = part
        elif is_credential(part):
            reading.leave_out(part, "credential")
        elif any(each.isdigit() for each in part):
            reading.leave_out(part, "has digits")
        else:
            parts.append(part)
    if parts:
        given = without_credentials(parts[0], reading)
        for part in parts[1:]:
            reading.leave_out(part, "after the name")
        first = f"{given} {without_title(first, reading)}"
        reading.changed.append("The last name came first")
    return f"{first} {generation}".strip()


def without_title(name: str, reading: Reading) -> str:
    """The name without Dr. and the like before it."""
    words = name.split()
    while len(words) > 1 and plain(words[0]) in TITLES:
        reading.leave_out(words.pop(0), "title")
    return " ".join(words)


def without_credentials(name: str, reading: Reading) -> str:
    """The name without RN and the like behind it."""
    words = name.split()
    while len(words) > 1 and plain(words[-1]) in CREDENTIALS and words[-1][:1].isupper():
        reading.leave_out(words.pop(), "credential")
    return " ".join(words)


def name_in_address(email: str) -> str:
    """ "Ann Lee" for ann.lee@example.org; '' if there are no letters."""
    local = email.partition("@")[0].partition("+")[0]
    words = re.findall(r"[^\W\d_]+", local)
    return " ".join(word.capitalize() for word in words)


def capitalized(name: str, reading: Reading) -> str:
    """The name with small letters where a whole word is in capitals, as in ANN O'BRIEN-LEE."""
    all_capitals = name.isupper() and len(name) > 3

    def lower(found: re.Match[str]) -> str:
        word = found.group()
        too_short = len(word) < (2 if all_capitals else 3)
        if not word.isupper() or too_short or plain(word) in GENERATIONS:
            return word
        word = word.capitalize()
        return f"Mc{word[2:].capitalize()}" if re.fullmatch("Mc[a-z]{3,}", word) else word

    result = re.sub(r"[^\W\d_]+", lower, name)
    if result != name:
        reading.changed.append("Capital letters were changed")
    return result
