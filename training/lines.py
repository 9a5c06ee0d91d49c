"""Pasted lists of names."""

import re

from rolerequests.models.text import clean_label

# A sign, or a number with a mark, before the name: "- ", "\u2022 ", "1. ", "2) ", "(3) ", "1.1 ".
LIST_MARK = re.compile(
    r"^(?:[^\w\s]+(?:\s+|$)|[\u2022\u25e6\u25aa\u2023\u00b7\u25cf\uf0b7]+|\(?\d{1,4}[.)](?!\d)\s*|\d{1,3}(?:\.\d{1,3})+\s+)+"
)


def clean_line(line: str) -> str:
    """The name in a line of a pasted list or table: without a list mark, further columns and extra blanks.

    In a table, the name is in the first column that is neither a number nor an e-mail address.
    """
    columns = [LIST_MARK.sub("", clean_label(column)) for column in line.split("\t")]
    return min(columns, key=lambda column: (not column, column.isdecimal(), "@" in column))
