"""The written texts: topics by category, what people of the house say, and what answers rest on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fenbo.replay.script.model import Kind

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Topic:
    """What people write about one thing of a category. `abroad` topics play in another province."""

    category: str
    titles: tuple[str, ...]
    messages: tuple[str, ...]
    wishes: tuple[str, ...]
    replies: tuple[str, ...] = ()
    legal_ways: tuple[str, ...] = ()
    kind: Kind = Kind.CONSULTATION
    who: str = "anybody"
    abroad: bool = False
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def topics() -> tuple[Topic, ...]:
    files = sorted(TEXTS.glob("[0-9]*.toml"))
    return tuple(_topic(row) for file in files for row in _load(file)["topic"])


@cache
def sayings() -> Mapping[str, tuple[str, ...]]:
    """What people say in every subject, by the occasion."""
    return {occasion: tuple(said) for occasion, said in _load(TEXTS / "common.toml").items()}


@cache
def bases(category: str) -> tuple[str, ...]:
    """What an answer in this category may rest on."""
    table = _load(TEXTS / "bases.toml")
    return tuple(table.get(category) or table[category[:2]])


def _topic(row: dict[str, Any]) -> Topic:
    lists = ("titles", "messages", "wishes", "replies", "legal_ways")
    return Topic(
        category=row["category"],
        kind=Kind(row.get("kind", "consultation")),
        who=row.get("who", "anybody"),
        abroad=row.get("abroad", False),
        slots={name: tuple(words) for name, words in row.get("slots", {}).items()},
        **{name: tuple(row.get(name, ())) for name in lists},
    )


def _load(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
