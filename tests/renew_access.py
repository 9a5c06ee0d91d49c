"""Writes the tables of docs/access.md again: `.venv/bin/pytest tests/renew_access.py`.

pytest does not collect it by itself. Look at each difference: it is what somebody may do from now on.
"""

from tests.access import BEGIN, FILE, Examples, as_markdown, measured, measured_qa


def test_renew(db):
    written = FILE.read_text().partition(BEGIN)[0]
    examples = Examples()
    tables = f"{as_markdown(measured(examples))}\n## QA API\n\n{as_markdown(measured_qa(examples))}"
    FILE.write_text(f"{written}{BEGIN}\n{tables}")
