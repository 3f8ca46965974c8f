"""The interface is whole in both languages."""

import re

from config.extraction import phrases, refreshed

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CHINESE = r"[\u4e00-\u9fff“”]"
HALF_WIDTH = re.compile(rf"{CHINESE}[,;:?!]|[,;?!]{CHINESE}|{CHINESE}\.(?!\w)")


def both(message: object) -> list[str]:
    if isinstance(message, list | tuple):
        return [str(one) for one in message]
    return [str(message or "")]


def test_every_phrase_has_its_english() -> None:
    missing = [m.id for m in refreshed() if m.id and not all(both(m.string))]
    assert not missing, "run: python -m config.extraction, and translate what is empty"


def test_the_english_keeps_every_placeholder() -> None:
    for message in refreshed():
        if not message.id:
            continue
        wanted = sorted(PLACEHOLDER.findall(both(message.id)[0]))
        for text in both(message.string):
            assert sorted(PLACEHOLDER.findall(text)) == wanted, message.id


def test_chinese_stands_with_chinese_punctuation() -> None:
    wrong = [
        (place, text)
        for message, _context, place in phrases()
        for text in both(message)
        if HALF_WIDTH.search(text)
    ]
    assert not wrong
