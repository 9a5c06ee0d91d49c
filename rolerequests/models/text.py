"""What editors type or paste, made clean before it is stored and compared."""

import unicodedata

# Soft hyphen, zero-width space, marks of direction, word joiner, byte order mark: copied with text, not seen.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))


def clean_label(text: str) -> str:
    """One line of composed Unicode, with one ordinary blank wherever there are blanks of any kind."""
    if text.isascii() and text.isprintable() and "  " not in text:  # nearly always in a file
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", text.translate(INVISIBLE)).split())


def clean_text(text: str) -> str:
    """Composed Unicode without blanks at both ends, and with a line feed alone at the end of a line."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def comparable(label: str) -> str:
    """A label as trainees tell labels apart: equal for those that differ in capitals or blanks only."""
    return clean_label(label).casefold()


def is_storable(text: str) -> bool:
    """Whether every database can store the text: no NUL, no lone surrogates."""
    return "\0" not in text and text.encode(errors="replace").decode() == text
