"""Median and spread of several rounds, and Markdown tables."""

from collections.abc import Iterable, Sequence
from statistics import median, quantiles


def percentile(samples: Sequence[float], percent: int) -> float:
    """The percentile of two or more samples."""
    return quantiles(samples, n=100, method="inclusive")[percent - 1]


def middle(rounds: Sequence[float], digits: int = 1) -> str:
    """Median, minimum and maximum: `3.1 (2.9 to 3.4)`."""
    lowest, highest = min(rounds), max(rounds)
    return f"{median(rounds):.{digits}f} ({lowest:.{digits}f} to {highest:.{digits}f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table. The first column is aligned left, the others right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        return " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])

    return "\n".join(f"| {line(cells)} |" for cells in (head, rule, *lines[1:]))
