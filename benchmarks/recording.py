"""Figures as a table in docs/measurements.md, one section for each benchmark; a new run replaces its own section."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks import ground

PAGE = ground.ROOT / "docs" / "measurements.md"
HEAD = """# Measurements

Written by `make bench`, or `make bench ARGS="NAME"` for one section. What counts are ratios and orders of magnitude: the
machines are shared.
"""


def section(name: str, text: str, header: Sequence[str], rows: Sequence[Sequence[str]], machine: str) -> None:
    """Print the table and put it in its place on the page."""
    lines = [
        f"## {name}",
        "",
        f'`make bench ARGS="{name}"` · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {machine}',
        "",
        text.strip(),
        "",
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]
    written = "\n".join(lines)
    print(written, flush=True)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    old = re.compile(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    page = (
        old.sub(lambda _match: written + "\n", page) if old.search(page) else f"{page.rstrip()}\n\n{written}"
    )
    PAGE.write_text(page.rstrip() + "\n", encoding="utf-8")
