"""CMS Certification Numbers (CCNs): how people type and paste them, and how they are stored.

A CCN has 6 characters, or 10 for suppliers: 2 for the state, then a number whose range tells the kind. It is
stored in capitals without hyphens, as CMS's data specifications say, and shown as 36-8498.
"""

import re
import unicodedata

# Each state and its codes in a CCN, the first one first (State Operations Manual 2779A). Codes of other
# countries are left out.
STATES_AND_CODES = """
AL 01 AK 02 AZ 03,00 AR 04,89 CA 05,55,75,92,A0,A1,B2 CO 06,91 CT 07,81 DE 08 DC 09 FL 10,68,69,A2 GA 11,85
HI 12 ID 13,54 IL 14,78 IN 15 IA 16,76 KS 17,70 KY 18,B0 LA 19,71,95,A3 ME 20 MD 21,80 MA 22,82 MI 23,A4
MN 24,77 MS 25,A5 MO 26,79 MT 27 NE 28 NV 29 NH 30 NJ 31,83 NM 32,96 NY 33,57 NC 34,86 ND 35 OH 36,72,A6
OK 37,90 OR 38,93 PA 39,73,A7 PR 40,84 RI 41 SC 42,87 SD 43 TN 44,88,A8 TX 45,67,74,97,A9 UT 46 VT 47 VI 48
VA 49 WA 50,94 WV 51,58,B1 WI 52 WY 53 AS 64 GU 65 MP 66
""".split()  # noqa: SIM905 - one word a line would fill a page
STATE_CODES = {
    state: codes.split(",")
    for state, codes in zip(STATES_AND_CODES[::2], STATES_AND_CODES[1::2], strict=True)
}
STATE_OF_CODE = {code: state for state, codes in STATE_CODES.items() for code in codes}
STATE = f"(?:{'|'.join(STATE_OF_CODE)})"
# Only the letters that occur in the third place, so that 42ND is no beginning of a CCN.
SHORT = rf"{STATE}(?:[0-9]{{4}}|[ABE-HJ-MPR-UWYZ][0-9A-K][0-9]{{2}}|[0-9]{{3}}[EF])"
LONG = rf"{STATE}[CDX][0-9]{{7}}"
CCN = re.compile(rf"{SHORT}|{LONG}")
BEGINNING = re.compile(rf"{STATE}(?:[0-9]{{0,3}}|[ABE-HJ-MPR-UWYZ][0-9A-K]?[0-9]?|[CDX][0-9]{{0,6}})")
INSIDE = re.compile(rf"(?<![0-9A-Z])(?:{STATE}-?[0-9A-Z]{{4}}|{LONG})(?![0-9A-Z])")
# Hyphens and dashes, blanks, and invisible characters.
FILL = {"Cc", "Cf", "Pd", "Zs"}
OTHER_DASHES = "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{MODIFIER LETTER MINUS SIGN}"
QUOTES = "\"'=`\u2018\u2019\u201c\u201d\u201e\u2032"
LIKE_DIGITS = str.maketrans("OIL", "011")
CCN_FORM = (
    "A CCN has 6 characters, such as 36-8498, or 10 for suppliers and laboratories, such as 36C0009998."
)
SPREADSHEET_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E[+-]?[0-9]+")


def normalized(text: str) -> str:
    """Capitals, without blanks, hyphens, dashes, and the quotes of a spreadsheet (`="036849"`)."""
    if text.isascii() and text.isalnum():  # nearly always in a file
        return text.upper()
    kept = [
        letter
        for letter in unicodedata.normalize("NFKC", text)
        if unicodedata.category(letter) not in FILL and letter not in OTHER_DASHES
    ]
    return "".join(kept).strip(QUOTES).upper()


def is_ccn(code: str) -> bool:
    """Whether a normalized text is a whole CCN."""
    return code.isascii() and CCN.fullmatch(code) is not None


def is_beginning(code: str) -> bool:
    """Whether a CCN can begin with this normalized text: 2 to 9 characters, not all of it."""
    return code.isascii() and not is_ccn(code) and BEGINNING.fullmatch(code) is not None


def written(code: str) -> str:
    """A stored code as people read it: 36-8498. Other codes stay as they are."""
    return f"{code[:2]}-{code[2:]}" if len(code) == 6 and is_ccn(code) else code


def codes_in(text: str) -> list[str]:
    """The whole CCNs in a text, each once, in order. Within a CCN, only a hyphen or dash, no blank."""
    plain = "".join("-" if is_dash(letter) else letter for letter in unicodedata.normalize("NFKC", text))
    found = (normalized(match[0]) for match in INSIDE.finditer(plain.upper()))
    return list(dict.fromkeys(code for code in found if is_ccn(code)))


def is_dash(letter: str) -> bool:
    """Whether people type this character for a hyphen."""
    return unicodedata.category(letter) == "Pd" or letter in OTHER_DASHES


def likely_meant(code: str) -> str | None:
    """The CCN that was probably meant by a normalized text, which is none.

    A letter O, I or L was typed for a digit, or a spreadsheet dropped the zero in front.
    """
    digits = code.translate(LIKE_DIGITS)
    guesses = [digits, f"0{code}"] if code.isdecimal() else [digits]
    return next((guess for guess in guesses if guess != code and is_ccn(guess)), None)


def is_spreadsheet_number(text: str) -> bool:
    """Whether a spreadsheet has made a number of the CCN, such as 5E+12, which loses it."""
    return SPREADSHEET_NUMBER.fullmatch(text.strip().upper()) is not None
