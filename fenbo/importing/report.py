"""The report of bad rows: a CSV that opens in a spreadsheet without running what the rows contain."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from fenbo.importing.checking import Problem

HEADER = ["row", "column", "value", "reason"]
# A spreadsheet takes a cell that begins so for a formula, and may start programs with it (CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(path: Path, problems: Iterable[Problem]) -> None:
    """Readable by its owner only: it quotes what people wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for problem in problems:
            writer.writerow([problem.row, *map(harmless, (problem.column, problem.value, problem.reason))])


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
