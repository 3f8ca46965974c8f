"""Making a text fit for everybody (脱敏). Pure: what is private is found as spans, which can be shown or cut out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fenbo.publication.marks import RULES, SHOWN, TRADES, Mark, Rule, view

# These never stand in a public text, whoever wrote it; of the others a person may decide otherwise.
ALWAYS = frozenset({Mark.MOBILE, Mark.ID_NUMBER, Mark.BANK_CARD, Mark.PASSPORT})
SHORTEST_KNOWN = 2
TITLE = re.compile("先生|女士|小姐|同志")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about this case: names and firms that are private in it, and words that stay as they are.

    `keep` are names of public bodies and their office numbers.
    """

    names: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is private; `shown` stands in its place."""

    start: int
    end: int
    mark: Mark
    shown: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: kept as it is where there is no mark, else what was cut and what is shown instead."""

    text: str
    mark: Mark | None = None
    shown: str = ""


def find(text: str, known: Known = NOTHING_KNOWN) -> list[Span]:
    """Everything private in the text, in order, without overlaps."""
    kept = list(_literal(text, known.keep))
    found: list[Span] = []
    for span in _all(text, known):
        if not _touches(span, found) and not any(a <= span.start and span.end <= b for a, b in kept):
            found.append(span)
    return list(_joined(sorted(found, key=lambda span: span.start)))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """A street's number and the door's beside it are one address."""
    open_span: Span | None = None
    for span in spans:
        if open_span and open_span.mark == span.mark == Mark.ADDRESS and open_span.end == span.start:
            open_span = replace(open_span, end=span.end)
            continue
        if open_span:
            yield open_span
        open_span = span
    if open_span:
        yield open_span


def redact(text: str, known: Known = NOTHING_KNOWN) -> str:
    """The text as everybody may read it."""
    return "".join(piece.shown if piece.mark else piece.text for piece in pieces(text, known))


def pieces(text: str, known: Known = NOTHING_KNOWN) -> list[Piece]:
    """The text cut at its private parts, for showing the original beside the public wording."""
    cut: list[Piece] = []
    at = 0
    for span in find(text, known):
        if at < span.start:
            cut.append(Piece(text[at : span.start]))
        cut.append(Piece(text[span.start : span.end], span.mark, span.shown))
        at = span.end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return cut


def left_over(text: str, known: Known = NOTHING_KNOWN) -> list[Span]:
    """What a text that is meant for the public still says and never may."""
    names = set(known.names)
    return [span for span in find(text, known) if span.mark in ALWAYS or text[span.start : span.end] in names]


def _all(text: str, known: Known) -> Iterator[Span]:
    """Candidates, the most certain first: what is known of the case, then rule by rule."""
    for mark, phrases in ((Mark.FIRM, known.firms), (Mark.NAME, known.names)):
        for start, end in _literal(text, phrases):
            yield _span(text, start, end, mark)
    plain, spelt = view(text), view(text, spelt=True)
    for rule in RULES:
        yield from _matches(rule, spelt if rule.spelt else plain, text)


def _matches(rule: Rule, seen: str, text: str) -> Iterator[Span]:
    group = "it" if "it" in rule.pattern.groupindex else 0
    for match in rule.pattern.finditer(seen):
        if rule.proof is None or rule.proof(match[group]):
            yield _span(text, match.start(group), match.end(group), rule.mark)


def _literal(text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    for phrase in sorted(set(phrases), key=len, reverse=True):
        if len(phrase) >= SHORTEST_KNOWN:
            yield from (match.span() for match in re.finditer(re.escape(phrase), text))


def _span(text: str, start: int, end: int, mark: Mark) -> Span:
    return Span(start, end, mark, _shown(text, start, end, mark))


def _shown(text: str, start: int, end: int, mark: Mark) -> str:
    """`王先生` for a name with a title, `王某` for one without; `某商贸公司` for a firm whose trade is in its name."""
    if mark == Mark.NAME:
        return text[start] if TITLE.match(text, end) else f"{text[start]}某"
    if mark == Mark.FIRM and (trade := TRADES.search(text, start, end)):
        return f"某{trade[0]}公司"
    return SHOWN[mark]


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)
