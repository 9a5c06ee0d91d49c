"""Names in what training leads paste: tables, lists, lines of an address book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.adding.names import NO_LETTERS, ONLY_HEADING, TOO_MANY_WORDS
from training.adding.pasted import CHECK_ORDER, HEADING_ROW, read_people


def names_in(text):
    return [each.name for each in read_people(text) if not each.doubt]


def doubts_in(text):
    return [each.doubt for each in read_people(text) if each.doubt]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Ann\N{NO-BREAK SPACE}Lee", "Ann Lee"),
        ("\ufeffAnn  Lee ", "Ann Lee"),
        ("A\u0301nn\N{ZERO WIDTH SPACE} \N{RIGHT-TO-LEFT OVERRIDE}Le\N{SOFT HYPHEN}e\x07", "\u00c1nn Lee"),
        # Lists
        ("1. Anna Müller", "Anna Müller"),
        ("12) Ann Lee", "Ann Lee"),
        ("(3) Ann Lee", "Ann Lee"),
        ("1.1 Ann Lee", "Ann Lee"),
        ("7 Ann Lee", "Ann Lee"),
        ("#5 Ann Lee", "Ann Lee"),
        ("1. - Ann Lee", "Ann Lee"),
        ("\N{BULLET} O'Brien, Sinéad", "Sinéad O'Brien"),
        ("\N{MIDDLE DOT}Cid Fox", "Cid Fox"),
        ("\N{BLACK CIRCLE} Cid Fox", "Cid Fox"),
        ("\N{BALLOT BOX} Cid Fox", "Cid Fox"),
        ("[x] Cid Fox", "Cid Fox"),
        ("\uf0b7\tCid Fox", "Cid Fox"),  # Word's bullet
        ("- Dee Poe", "Dee Poe"),
        ("\N{EN DASH} Dee Poe", "Dee Poe"),
        ("* Dee Poe", "Dee Poe"),
        # The last name first, titles and what follows a name
        ("Lee, Ann", "Ann Lee"),
        ("van der Berg, Anna Maria", "Anna Maria van der Berg"),
        ("Smith, John, Jr.", "John Smith Jr."),
        ("Smith Jr., John", "John Smith Jr."),
        ("John Smith, Jr.", "John Smith Jr."),
        ("John Smith III", "John Smith III"),
        ("Dr. Anna Müller", "Anna Müller"),
        ("Müller, Dr. Anna", "Anna Müller"),
        ("Anna Müller, RN", "Anna Müller"),
        ("Anna Müller RN", "Anna Müller"),
        ("Müller, Anna, RN, BSN", "Anna Müller"),
        ("Müller, Anna, PhD/MPH", "Anna Müller"),
        ("Lee, Ann (Ohio)", "Ann Lee"),
        ("Ann Lee, Unit 3", "Ann Lee"),
        ("Ann Lee - Ohio Department of Health", "Ann Lee"),
        ("Ann Lee | Surveyor", "Ann Lee"),
        ("Ann Lee 614-555-0100", "Ann Lee"),
        ("Pa Do", "Pa Do"),
        ("Lee, Ma", "Lee"),  # a master's degree, or somebody called Ma: the note says it
        # E-mail
        ("Smith, John <john.smith@example.org>", "John Smith"),
        ('"Smith, John" <john.smith@example.org>', "John Smith"),
        ("john@example.org (John Smith)", "John Smith"),
        ("Ann Lee ann.lee@example.org", "Ann Lee"),
        ("Ann Lee, mailto:ann.lee@example.org", "Ann Lee"),
        ("ann.lee+class@example.org", "Ann Lee"),
        # Capitals
        ("ANN O'BRIEN-LEE", "Ann O'Brien-Lee"),
        ("MCDONALD, ÉVA II", "Éva II McDonald"),
        ("Anna MÜLLER", "Anna Müller"),
        ("AJ Fox", "AJ Fox"),
        ("ann lee", "ann lee"),
        # Names as they are
        ("Ann Lee-Ray", "Ann Lee-Ray"),
        ("J. R. Poe", "J. R. Poe"),
        ("3M Trainee", "3M Trainee"),
        ("Trainee 7", "Trainee 7"),
        ("李小龙", "李小龙"),
    ],
)
def test_name_of_a_line(line, name):
    assert names_in(line) == [name]


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("7", NO_LETTERS),
        ("---", NO_LETTERS),
        ("\N{ZERO WIDTH SPACE}", NO_LETTERS),
        ("614-555-0100", NO_LETTERS),
        ("\t-\t", NO_LETTERS),
        ("Surveyors of Ohio:", ONLY_HEADING),
        ("Names", HEADING_ROW),
        ("Please bring a chair for each of the people below", TOO_MANY_WORDS),
    ],
)
def test_line_without_a_person_is_explained(line, doubt):
    assert doubts_in(line) == [doubt]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Smith, John <john@example.org>; Doe, Jane <jane@example.org>", ["John Smith", "Jane Doe"]),
        ("Ann Lee <ann@example.org>, Ray, Bob <bob@example.org>", ["Ann Lee", "Bob Ray"]),
        ("ann.lee@example.org, bob.ray@example.org", ["Ann Lee", "Bob Ray"]),
        ("Ann Lee; Bob Ray;", ["Ann Lee", "Bob Ray"]),
        ("Ann Lee, Bob Ray, Cid Fox", ["Ann Lee", "Bob Ray", "Cid Fox"]),
    ],
)
def test_line_with_several_people(line, names):
    assert names_in(line) == names


def test_word_table_of_28_has_28_people():
    people = [f"Person {chr(65 + index)}son" for index in range(26)] + ["Éva Ö", "Đorđe Ž"]
    rows = [f"{number}.\t{name}\tUnit {number % 3}" for number, name in enumerate(people, 1)]
    text = "\r\n".join(["No.\tName\tUnit", *rows])
    assert names_in(text) == people
    assert doubts_in(text) == [HEADING_ROW]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Last\tFirst\tUnit\tE-mail\nLee\tAnn\tUnit 3\tann@example.org\nRAY\tBOB, RN\t\t",
            ["Ann Lee", "Bob Ray"],
        ),
        ("First name\tMI\tSurname\tSuffix\nAnn\tB.\tLee\tJr.", ["Ann B. Lee Jr."]),
        ("Name (Last, First)\tAgency\nLee, Ann\tOhio", ["Ann Lee"]),
        ("E-mail\tUnit\tName\nx@example.org\tAdams\tAnn Lee", ["Ann Lee"]),
        ("Last;First;E-mail\nLee;Ann;ann@example.org", ["Ann Lee"]),
        ("Last name,First name\nLee,Ann\nRay,Bob", ["Ann Lee", "Bob Ray"]),
        ("Name\tUnit\nAnn Lee\t1\n\nName\tUnit\nBob Ray\t2", ["Ann Lee", "Bob Ray"]),
        ("Name\tUnit\n\tann.lee@example.org", ["Ann Lee"]),
    ],
)
def test_heading_row_names_the_columns(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1\tAnn Lee\tOhio\n2\tBob Ray\tOhio", ["Ann Lee", "Bob Ray"]),
        ("Ann Lee\tann.lee@example.org\tOhio", ["Ann Lee"]),
        ("ann.lee@example.org\tAnn Lee", ["Ann Lee"]),
        ("7\tann.lee@example.org", ["Ann Lee"]),
        ("Lee\tAnn\tann.lee@example.org\nRay\tBob\tbob.ray@example.org", ["Ann Lee", "Bob Ray"]),
        ("Ann\tLee\nBob\tRay", ["Ann Lee", "Bob Ray"]),
        ("Ann\tOhio\nBob\tOhio", ["Ann", "Bob"]),
        ("Ms.\tAnn\tB.\tLee\nMr.\tBob\tC.\tRay", ["Ann B. Lee", "Bob C. Ray"]),
        ("Lee;Ann;Unit 3;ann.lee@example.org", ["Ann Lee"]),
        ("Trainee 7\tRoom", ["Room"]),
    ],
)
def test_table_without_heading_is_guessed(text, names):
    assert names_in(text) == names


def test_note_says_what_was_left_out_and_why():
    (person,) = read_people("Dr. Lee, Ann, RN <ann@example.org> (Ohio)")
    for words in ("Dr. (title)", "RN (credential)", "ann@example.org (e-mail)", "Ohio (in brackets)"):
        assert words in person.note
    (person,) = read_people("Ann\tLee\t5")
    assert CHECK_ORDER in person.note
    assert "5 (other columns)" in person.note


def test_numbers_of_lines_count_blank_ones():
    people = read_people("\nAnn\r\n\r\nBob; Cid")
    assert [(each.number, each.name) for each in people] == [(2, "Ann"), (4, "Bob"), (4, "Cid")]


def test_two_hundred_lines_are_two_hundred_people():
    text = "\r\n".join(f"{number}. Person{chr(97 + number % 26)} Lee" for number in range(1, 201))
    assert len(names_in(text)) == 200


SIGNS = [
    "\t",
    "\n",
    "\r\n",
    ", ",
    "; ",
    '"',
    "<",
    ">",
    "(",
    ")",
    " - ",
    "1. ",
    "\N{BULLET} ",
    "\0",
    "\u2028",
    "  ",
]
WORDS = ["Name", "Last", "First", "E-mail", "Ann", "Lee", "ANN", "RN", "Jr.", "ann@example.org"]
PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(SIGNS + WORDS),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_line_is_lost_and_nothing_raises(text):
    people = read_people(text)
    filled = {number for number, line in enumerate(text.splitlines(), 1) if line.strip()}
    assert {each.number for each in people} == filled
    assert all(each.name or each.doubt for each in people)
    assert [each.number for each in people] == sorted(each.number for each in people)
