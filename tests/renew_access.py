"""Writes the tables of docs/access.md again: `.venv/bin/pytest tests/renew_access.py`.

pytest does not collect it by itself. Look at each difference: it is what somebody may do from now on.
"""

from tests.access import BEGIN, FILE, Examples, as_markdown, measured, measured_qa, measured_sso


def test_renew(db):
    written = FILE.read_text().partition(BEGIN)[0]
    examples = Examples()
    pages = as_markdown(measured(examples))
    sso, qa = as_markdown(measured_sso(examples)), as_markdown(measured_qa(examples))
    FILE.write_text(f"{written}{BEGIN}\n{pages}\n## Single sign-on\n\n{sso}\n## QA API\n\n{qa}")
