"""The outlines of the home province's regions, as drawn at install time (config/geometry.py)."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Outline:
    """One region: the SVG path of its border and a point inside it, in the units of the drawing."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    prefectures: tuple[Outline, ...]
    counties: tuple[Outline, ...]


@cache
def drawing() -> Drawing | None:
    """None where the outlines could not be fetched when this was installed."""
    try:
        found: dict[str, Any] = json.loads(settings.GEOMETRY.read_text(encoding="utf-8"))
    except OSError:
        return None
    outlines = [Outline(code, one["path"], *one["at"]) for code, one in found["regions"].items()]
    width, height = found["box"]
    return Drawing(
        width,
        height,
        prefectures=tuple(one for one in outlines if one.code.endswith("00")),
        counties=tuple(one for one in outlines if not one.code.endswith("00")),
    )
