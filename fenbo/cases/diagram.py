"""`docs/lifecycle.md`, drawn from the table of moves, so that the page cannot tell another story than the code."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import TextChoices
from django.utils import translation

from fenbo.cases.lifecycle import MOVES, START, CaseState, Move, OrderState, PublicationState

SUBJECTS: tuple[tuple[str, type[TextChoices]], ...] = (
    ("Cases (诉求)", CaseState),
    ("Work orders (工单)", OrderState),
    ("Publications (公示)", PublicationState),
)
HEAD = """# The lifecycle

Drawn by `fenbo lifecycle > docs/lifecycle.md` from the table in `fenbo/cases/lifecycle.py`; a test compares the two.
A move that is not in these tables is refused. Moves that leave the state as it is are listed below each picture.
"""


def page() -> str:
    """The whole page in Markdown, with a Mermaid diagram and a table for each subject."""
    with translation.override("zh-hans"):
        return (
            "\n".join([HEAD, *(line for title, states in SUBJECTS for line in _subject(title, states))])
            + "\n"
        )


def _subject(title: str, states: type[TextChoices]) -> Iterator[str]:
    edges, notes = _edges(states)
    yield f"## {title}\n\n```mermaid\nstateDiagram-v2"
    for state in states:
        yield f"    {state.value}: {state.label}"
    for (source, target), moves in edges.items():
        yield f"    {source or '[*]'} --> {target}: {', '.join(str(move.label) for move in moves)}"
    yield "```\n"
    yield "| move | word | from | to |\n|---|---|---|---|"
    for (source, target), moves in edges.items():
        for move in moves:
            yield f"| `{move.value}` | {move.label} | {_named(states, source)} | {_named(states, target)} |"
    if notes:
        yield "\n| move without change of state | word | in |\n|---|---|---|"
    for move, sources in notes.items():
        yield f"| `{move.value}` | {move.label} | {'、'.join(_named(states, source) for source in sources)} |"
    yield ""


def _edges(
    states: type[TextChoices],
) -> tuple[dict[tuple[str, str], list[Move]], dict[Move, list[str]]]:
    """The moves that lead somewhere else, by source and target; and those that only leave a note."""
    edges: dict[tuple[str, str], list[Move]] = defaultdict(list)
    notes: dict[Move, list[str]] = defaultdict(list)
    for (source, move), target in MOVES.items():
        if target not in states.values:
            continue
        if source == target:
            notes[move].append(source)
        else:
            edges[source, target].append(move)
    return edges, notes


def _named(states: type[TextChoices], value: str) -> str:
    return "(start)" if value == START else f"{states(value).label} `{value}`"
