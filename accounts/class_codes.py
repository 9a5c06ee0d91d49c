"""Class codes such as HKR-472: short, easy to read aloud and to type."""

import re
import secrets

# No two sound alike (B, D, P; M, N; 5, 9) or look alike (I, 1; O, 0), and there are no vowels for words.
CHARACTERS = "FHKLMPQRWXY24679"
LENGTH = 6
GROUP = LENGTH // 2


def new_code() -> str:
    """A random code, one of 16 million, as it is stored."""
    return "".join(secrets.choice(CHARACTERS) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """A code as people read it: `HKR-472` for `HKR472`."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def as_stored(text: str) -> str:
    """What somebody typed, as a code is stored: in capitals, without blanks and hyphens."""
    return re.sub(r"[\s\u2010-\u2015-]", "", text).upper()
