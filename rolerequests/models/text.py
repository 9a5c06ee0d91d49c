"""What editors type or paste, made clean before it is stored and compared."""

import unicodedata

from accounts.text import clean_label

# Letters that Unicode does not decompose, as a search has them.
LATIN = str.maketrans(
    {
        **dict.fromkeys("Łł", "l"),
        **dict.fromkeys("ØøƆɔ", "o"),
        **dict.fromkeys("ĐđÐðƉɖƊɗ", "d"),
        **dict.fromkeys("ƏəƎǝƐɛ", "e"),
        **dict.fromkeys("Ŋŋ", "n"),
        **dict.fromkeys("Ɓɓ", "b"),
        **dict.fromkeys("Ƙƙĸ", "k"),
        **dict.fromkeys("Ƴƴ", "y"),
        **dict.fromkeys("Ħħ", "h"),
        **dict.fromkeys("Ŧŧ", "t"),
        **dict.fromkeys("Þþ", "th"),
        **dict.fromkeys("Ææ", "ae"),
        **dict.fromkeys("Œœ", "oe"),
        **dict.fromkeys("ẞß", "ss"),
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)


def clean_text(text: str) -> str:
    """Composed Unicode without blanks at both ends, and with a line feed alone at the end of a line."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def comparable(label: str) -> str:
    """A label as trainees tell labels apart: equal for those that differ in capitals or blanks only."""
    return clean_label(label).casefold()


def is_storable(text: str) -> bool:
    """Whether every database can store the text: no NUL, no lone surrogates."""
    return "\0" not in text and text.encode(errors="replace").decode() == text
