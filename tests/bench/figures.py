"""Figures of several rounds: their median and spread, and the tables that show them."""

from collections.abc import Iterable, Sequence
from statistics import median, quantiles


def percentile(samples: Sequence[float], percent: int) -> float:
    """The value that so many percent of the samples do not exceed, at least two samples."""
    return quantiles(samples, n=100, method="inclusive")[percent - 1]


def middle(rounds: Sequence[float], digits: int = 1) -> str:
    """The median of a figure over all rounds, with the least and the greatest: `3.1 (2.9 to 3.4)`."""
    least, most = min(rounds), max(rounds)
    return f"{median(rounds):.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with aligned columns, the first to the left and the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        return " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])

    return "\n".join(f"| {line(cells)} |" for cells in (head, rule, *lines[1:]))
