"""Check the spelling and the words of the glossary: `spelling.py [FILE ...]`, or all files of the repository.

codespell finds common misspellings, British spellings, and the words in dictionary.txt. This script finds the
expressions of several words. The job aid's own texts are not checked.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPRESSIONS = {
    r"sign(s|ed|ing)? (in|out)\b": "log in, log out",
    r"practice identit(y|ies)": "practice account",
    r"QA door": "QA API",
    r"(hand|handed|handing) out sheets?": "log-in handout",
    r"in force\b": "active",
    r"put away": "archived",
    r"carr(y|ies|ied|ying) out": "do, apply",
    r"(take|takes|taken|taking|took) over\b": "apply",
    r"look(s|ed|ing)? after": "manage",
    r"stand(s|ing)? (for|there)\b": "replaces, is",
    r"sort(s|ed|ing)? out": "resolve",
}
NOT_OURS = re.compile(
    r"""
    CHANGELOG\.md | docs/glossary\.md | \.ci/(dictionary\.txt|spelling\.py)  # they quote old words
    | training/adding/words\.py  # what others write in their lists
    | fixtures/job_aid\.json | .*/migrations/.* | (.*/)?package-lock\.json | requirements.*\.txt
    | tests/iqies_roles/old_databases/.* | static/(fonts|img)/.* | .*\.(webp|png|ico|woff2|svg|jpg)
    """,
    re.VERBOSE,
)


def files() -> list[str]:
    """The files to check, as paths from the top folder."""
    if sys.argv[1:]:
        return sys.argv[1:]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [file for file in listed.stdout.splitlines() if not NOT_OURS.fullmatch(file)]


def expressions_in(file: Path) -> list[str]:
    """A line for each expression found, like codespell's; expressions may go over the end of a line."""
    text = file.read_text(errors="replace")
    found = []
    for expression, use in EXPRESSIONS.items():
        pattern = r"\b" + expression.replace(" ", r"\s+(?:[#*]\s+)?")
        for match in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{file}:{line}: {' '.join(match[0].split())} ==> {use}")
    return found


def main() -> int:
    """Return 1 if anything is found."""
    checked = files()
    options = [
        "--builtin=clear,rare,en-GB_to_en-US",
        "--dictionary=-",
        "--dictionary=.ci/dictionary.txt",
        "--ignore-words-list=nd",  # North Dakota
        r"--ignore-regex=\btrainer\.sqlite3|Catalogue editor",  # names in databases that exist already
        "--check-hidden",
        "--quiet-level=1",  # about the encoding of test files
    ]
    codespell = [sys.executable, "-m", "codespell_lib", *options, *checked]
    passed = subprocess.run(codespell, cwd=ROOT, check=False).returncode == 0
    found = [line for file in checked for line in expressions_in(ROOT / file)]
    print(*found, sep="\n", end="\n" if found else "")
    return 0 if passed and not found else 1


if __name__ == "__main__":
    sys.exit(main())
