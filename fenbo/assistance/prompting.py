"""What is asked of a large model, and how its answer is read. Pure: an answer that does not keep to the form is none."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROMPTS = Path(__file__).parent / "prompts"
ELEMENTS = ("time", "place", "person", "event", "request")
LONGEST_SUMMARY, LONGEST_ELEMENT, LONGEST_REPLY = 300, 200, 3_000
CITED = re.compile(r"[\[［【](\d{1,2})[\]］】]")
FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
Messages = list[dict[str, str]]


class Unusable(ValueError):
    """The model did not keep to what it was asked; the message is one word that says how."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a reply may go by. `citation` is what to name as its basis."""

    title: str
    text: str
    citation: str
    slug: str


def for_summary(text: str) -> Messages:
    return _messages("summary", f"诉求：\n{text}")


def for_reply(text: str, sources: Sequence[Source]) -> Messages:
    listed = "\n\n".join(
        f"[{n}] {one.title}\n{one.text}\n（{one.citation}）" for n, one in enumerate(sources, 1)
    )
    return _messages("reply", f"可依据的条目：\n{listed}\n\n诉求：\n{text}")


def _messages(name: str, asked: str) -> Messages:
    rules = (PROMPTS / f"{name}.txt").read_text(encoding="utf-8").strip()
    return [{"role": "system", "content": rules}, {"role": "user", "content": asked}]


def read_summary(raw: str) -> dict[str, str]:
    """`summary` and the five elements, which may be empty. Raises Unusable."""
    try:
        told = json.loads(FENCE.sub("", raw.strip()))
    except ValueError:
        raise Unusable("no_json") from None
    if not isinstance(told, Mapping):
        raise Unusable("no_json")
    values = {name: told.get(name, "") for name in ("summary", *ELEMENTS)}
    if not all(isinstance(value, str) for value in values.values()) or not values["summary"].strip():
        raise Unusable("no_summary")
    longest = {"summary": LONGEST_SUMMARY}
    return {name: value.strip()[: longest.get(name, LONGEST_ELEMENT)] for name, value in values.items()}


def read_reply(raw: str, sources: int) -> tuple[str, list[int]]:
    """The reply with the numbers of the sources that it cites. Raises Unusable where it cites none, or a made-up one."""
    text = raw.strip()
    cited = sorted({int(number) for number in CITED.findall(text)})
    if not cited:
        raise Unusable("uncited")
    if cited[0] < 1 or cited[-1] > sources:
        raise Unusable("made_up")
    if len(text) > LONGEST_REPLY:
        raise Unusable("too_long")
    return text, cited
