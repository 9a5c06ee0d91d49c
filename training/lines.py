"""Pasted lists of names."""

import re

# A bullet, or a number with a mark, before the name: "- ", "• ", "1. ", "2) ", "(3) ".
LIST_MARK = re.compile(r"^(?:[-–—*+•◦▪‣·]+(?:\s+|$)|[•◦▪‣·]+|\(?\d{1,4}[.)]\s*)")  # noqa: RUF001
INVISIBLE = "\ufeff\u200b\u2060\u00ad"


def clean_line(line: str) -> str:
    """The name in a line of a pasted list or table: without a list mark, further columns and extra blanks.

    In a table, the name is in the first column that is not a number.
    """
    columns = [
        LIST_MARK.sub("", " ".join(column.strip(INVISIBLE).split())).strip() for column in line.split("\t")
    ]
    if len(columns) > 1:
        columns = [column for column in columns if column and not column.isdecimal()]
    return columns[0] if columns else ""
