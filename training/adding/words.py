"""Words around names, as people write them in the lists that they paste."""

import re

# In a heading row, the words of a column that has names or a part of them. Without capitals and full stops.
LAST_NAME = {"last name", "lastname", "last", "surname", "family name", "lname", "name (last)"}
FIRST_NAME = {"first name", "firstname", "first", "given name", "given names", "forename", "fname"}
MIDDLE_NAME = {"middle name", "middle", "mi", "middle initial", "m"}
GENERATION = {"suffix", "generation"}
WHOLE_NAME = {
    "name", "names", "full name", "fullname", "trainee", "trainees", "participant", "participants",
    "attendee", "attendees", "student", "students", "learner", "learners", "employee", "employees", "person",
    "people", "staff", "surveyor", "surveyors", "employee name", "staff name", "participant name",
    "trainee name", "student name", "attendee name", "display name", "last name, first name", "last, first",
    "name (last, first)", "first and last name",
}  # fmt: skip
# Of a column that has something else.
OTHER = {
    "#", "no", "nr", "number", "num", "row", "id", "user id", "employee id", "e-mail", "email", "mail",
    "e-mail address", "email address", "phone", "phone number", "telephone", "tel", "mobile", "cell", "unit",
    "department", "dept", "division", "section", "office", "agency", "state agency", "organization",
    "company", "facility", "state", "city", "region", "address", "title", "job title", "position", "role",
    "team", "group", "class", "date", "start date", "supervisor", "manager", "notes", "note", "comment",
    "comments", "remarks", "signature", "status", "credentials", "license", "prefix", "salutation",
    "preferred name", "nickname",
}  # fmt: skip

TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev"}
GENERATIONS = {"jr", "sr", "ii", "iii", "iv", "2nd", "3rd"}
# Credentials that are no name: also left out without a comma before them.
CREDENTIALS = {
    "rn", "lpn", "lvn", "bsn", "msn", "rn-bc", "cna", "aprn", "dnp", "fnp", "fnp-bc", "md", "phd", "pharmd",
    "edd", "esq", "mph", "mha", "mba", "mpa", "msw", "lcsw", "lmsw", "lsw", "rhit", "rhia", "cpa", "cphq",
    "crnp", "arnp", "cnm", "pa-c", "otr/l", "ccc-slp", "dpt", "lnha", "nha", "cic", "cen", "ccrn", "dds",
    "dvm",
}  # fmt: skip
# Names as well ("Pa", "Do"): credentials only behind a comma.
CREDENTIALS_AFTER_COMMA = {
    "ba", "bs", "ma", "ms", "np", "pa", "do", "jd", "pt", "ot", "rd", "rdn", "slp", "cns", "rt", "rph", "od",
    "dpm", "dc", "retired", "ret",
}  # fmt: skip


def plain(word: str) -> str:
    """A word as the sets above have it."""
    return word.replace(".", "").strip(" :*").casefold()


def is_credential(text: str) -> bool:
    """Whether a text behind a comma has credentials only, such as "RN BSN"."""
    words = [text] if plain(text) in CREDENTIALS else re.split(r"[\s/]+", text)
    return all(plain(word) in CREDENTIALS | CREDENTIALS_AFTER_COMMA for word in words)
