"""Charts as pictures for paper, in the colours of the site and with letters that come with a package."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from fenbo.reporting.briefing.paper import Chart

WIDTH, LINE_HEIGHT, BAR_STEP = 1600, 520, 56
MARGIN, LABELS = 60, 260
INK, SOFT, RULE = "#16232c", "#475863", "#d3dce1"
COLOURS = ("#0a5a73", "#b87a00", "#a11c17", "#1c6338")
LETTERS = 30


def font_file() -> Path:
    """The Chinese font in which papers are set; it comes with a Python package (SIL Open Font License)."""
    with as_file(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf") as found:
        return found


@cache
def letters(size: int = LETTERS) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file()), size)


def png(chart: Chart) -> bytes:
    """The chart, 1600 pixels wide."""
    picture = _bars(chart) if chart.kind == "bar" else _lines(chart)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _bars(chart: Chart) -> Image.Image:
    values = chart.series[0][1]
    picture = Image.new("RGB", (WIDTH, BAR_STEP * max(1, len(values)) + 20), "white")
    pen = ImageDraw.Draw(picture)
    room, most = WIDTH - LABELS - 180, max(values, default=0) or 1
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        top = 10 + place * BAR_STEP
        pen.text((LABELS - 20, top + BAR_STEP / 2), label, INK, letters(), anchor="rm")
        end = LABELS + room * value / most
        pen.rectangle((LABELS, top + 10, max(end, LABELS + 1), top + BAR_STEP - 10), COLOURS[0])
        pen.text((end + 15, top + BAR_STEP / 2), f"{value:,}", INK, letters(), anchor="lm")
    return picture


def _lines(chart: Chart) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, LINE_HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    left, right, top, bottom = MARGIN + 70, WIDTH - MARGIN, 80, LINE_HEIGHT - 70
    most = _round_up(max((value for _name, values in chart.series for value in values), default=0))
    for step in range(5):
        y = bottom - (bottom - top) * step / 4
        pen.line((left, y, right, y), RULE, 2)
        pen.text((left - 15, y), f"{most * step // 4:,}", SOFT, letters(24), anchor="rm")
    at = _places(len(chart.labels), left, right)
    every = -(-len(chart.labels) // 16) or 1
    for x, label in list(zip(at, chart.labels, strict=True))[::every]:
        pen.text((x, bottom + 35), label, SOFT, letters(24), anchor="mm")
    for number, (name, values) in enumerate(chart.series):
        colour = COLOURS[number % len(COLOURS)]
        points = [(x, bottom - (bottom - top) * value / most) for x, value in zip(at, values, strict=True)]
        pen.line(points, colour, 5)
        for x, y in points:
            _mark(pen, number, x, y, colour)
        _mark(pen, number, left + 20 + 200 * number, 35, colour)
        pen.text((left + 45 + 200 * number, 35), name, INK, letters(), anchor="lm")
    return picture


def _places(number: int, left: float, right: float) -> list[float]:
    return [left + (right - left) * (place + 0.5) / number for place in range(number)]


def _mark(pen: ImageDraw.ImageDraw, number: int, x: float, y: float, colour: str) -> None:
    """Round or square, so that the lines are told apart without their colours."""
    box = (x - 8, y - 8, x + 8, y + 8)
    if number % 2:
        pen.rectangle(box, colour)
    else:
        pen.ellipse(box, colour)


def _round_up(most: int) -> int:
    """A number above it that four steps lead to evenly."""
    step = 4
    while step * 10 < most:
        step *= 10
    return max(step, -(-most // step) * step)


def widths(columns: Sequence[str]) -> list[float]:
    """How wide the columns of a table are, in parts of the whole: the first has the names."""
    rest = 0.45 / max(1, len(columns) - 1)
    return [0.55, *[rest] * (len(columns) - 1)]
