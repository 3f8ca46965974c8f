"""Every pair of colours that carries text can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from config.places import BASE_DIR

CSS = BASE_DIR / "fenbo" / "look" / "assets" / "css"
TOKENS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", (CSS / "tokens.css").read_text()))
TEXT, SHAPE = 4.5, 3.0
# What is written on what.
WRITTEN = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "accent-deep")
        for ground in ("paper", "ground")
    ),
    ("ink", "accent-wash"),
    ("accent", "accent-wash"),
    ("accent-deep", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("paper", "ground", f"{tone}-wash")),
    *(("ink", f"{tone}-wash") for tone in ("good", "warn", "bad")),
]
# Edges of boxes and the ring of the focus: seen, not read.
DRAWN = [(line, ground) for line in ("edge", "focus") for ground in ("paper", "ground")]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert (luminance("#fff") + 0.05) / (luminance("#000") + 0.05) == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground"), WRITTEN)
def test_what_is_written_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize(("line", "ground"), DRAWN)
def test_what_is_drawn_can_be_seen(line: str, ground: str) -> None:
    assert contrast(line, ground) >= SHAPE


def test_no_colour_stands_outside_the_tokens() -> None:
    strays = {
        path.name: found
        for path in CSS.glob("*.css")
        if path.name not in ("tokens.css", "print.css", "modes.css")
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", path.read_text()))
    }
    assert strays == {}
