"""Labels and names that people type or paste, made clean before they are stored and compared."""

import unicodedata

# Control characters, marks of direction, and what has no width: copied with text, not seen. Forms refuse NUL.
INVISIBLE = dict.fromkeys(
    [
        *range(0x01, 0x09),
        *range(0x0E, 0x1C),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,  # soft hyphen
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),  # zero-width characters, left-to-right and right-to-left mark
        *range(0x202A, 0x202F),  # embeddings and overrides of direction
        *range(0x2060, 0x2070),  # word joiner, isolates of direction
        0xFEFF,  # byte order mark
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),  # tags
    ]
)


def clean_label(text: str) -> str:
    """One line of composed Unicode, with one ordinary blank wherever there are blanks of any kind."""
    if text.isascii() and text.isprintable() and "  " not in text:  # nearly always in a file
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", text.translate(INVISIBLE)).split())
