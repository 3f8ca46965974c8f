"""Making a text fit for everybody (脱敏). Pure: what is private is found as spans, which can be shown or cut out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fenbo.publication.marks import SHOWN, Mark, Rule, view
from fenbo.publication.rules import RULES
from fenbo.publication.rules.people import ANNOUNCED, DOUBLE, TRADES, YEARS
from fenbo.publication.rules.unannounced import unannounced

# These never stand in a public text, whoever wrote it; of the others a person may decide otherwise.
ALWAYS = frozenset({Mark.MOBILE, Mark.ID_NUMBER, Mark.BANK_CARD, Mark.PASSPORT})
SHORTEST_KNOWN = 2
TITLE = re.compile("先生|女士|小姐|同志|师傅|老师|律师|经理")
SURNAME = re.compile(rf"{DOUBLE}|[{ANNOUNCED}]")
AGE_TOLD = re.compile(YEARS)
# What says whether it is a man or a woman; who wrote nothing of it is neither.
KIN = re.compile(
    "(?P<man>父亲|爸爸|丈夫|老公|哥哥|弟弟|爷爷|岳父)叫?$|(?P<woman>母亲|妈妈|妻子|老婆|姐姐|妹妹|奶奶|岳母)叫?$"
)
# A firm's full name is told once, and then the part of it that everybody knows it by.
CORE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}[省市县区州])?(?:青海|西宁|海东|格尔木|德令哈)?(?P<it>[\u4e00-\u9fff]{4,10}?)(?:集团|实业|股份|控股)*(?:有限|股份)"
)
BEHIND = 10


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
    found = _apart(_all(text, known), [], kept)
    found = _apart(_told_again(text, found, known), found, kept)
    return list(_joined(sorted(found, key=lambda span: span.start)))


def _apart(spans: Iterable[Span], found: list[Span], kept: list[tuple[int, int]]) -> list[Span]:
    """Those found and what of the others touches none of them, nor stands in what is kept."""
    found = list(found)
    taken = bytearray(max((span.end for span in found), default=0))
    for span in found:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    for span in spans:
        if any(taken[span.start : span.end]) or any(a <= span.start and span.end <= b for a, b in kept):
            continue
        if len(taken) < span.end:
            taken.extend(bytes(span.end - len(taken)))
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
        found.append(span)
    return found


def _told_again(text: str, found: list[Span], known: Known) -> Iterator[Span]:
    """Names of people and the short names of firms that were told once, wherever else they stand."""
    firms = list(known.firms)
    for mark in (Mark.MINOR, Mark.NAME, Mark.FIRM):
        told = [text[span.start : span.end] for span in found if span.mark == mark]
        if mark == Mark.MINOR:
            told = [AGE_TOLD.sub("", name) for name in told]
        if mark == Mark.FIRM:
            told = [core["it"] for name in (*told, *firms) if (core := CORE.match(name))]
        for start, end in _literal(text, told):
            yield _span(text, start, end, mark)


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
    yield from _known_spans(text, known)
    plain, spelt = view(text), view(text, spelt=True)
    for rule in RULES:
        yield from _matches(rule, spelt if rule.spelt else plain, text)
    for start, end in unannounced(plain):
        yield _span(text, start, end, Mark.NAME)


def _known_spans(text: str, known: Known) -> Iterator[Span]:
    for mark, phrases in ((Mark.FIRM, known.firms), (Mark.NAME, known.names)):
        for start, end in _literal(text, phrases):
            yield _span(text, start, end, mark)


def _matches(rule: Rule, seen: str, text: str) -> Iterator[Span]:
    group = "it" if "it" in rule.pattern.groupindex else 0
    for match in rule.pattern.finditer(seen):
        start, end = match.span(group)
        if rule.unless and rule.unless.search(seen[max(0, start - BEHIND) : start]):
            continue
        if rule.proof is None or rule.proof(match[group]):
            yield _span(text, start, end, rule.mark, rule.shown)


def _literal(text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    for phrase in sorted(set(phrases), key=len, reverse=True):
        # Hardly any of the many public bodies stands in a text, and looking for that is quick.
        if len(phrase) >= SHORTEST_KNOWN and phrase in text:
            yield from (match.span() for match in re.finditer(re.escape(phrase), text))


def _span(text: str, start: int, end: int, mark: Mark, shown: str = "") -> Span:
    return Span(start, end, mark, shown or _shown(text, start, end, mark))


def _shown(text: str, start: int, end: int, mark: Mark) -> str:
    """`王先生` where it is told that he is one, else `王某`; `某商贸公司` for a firm whose trade is in its name."""
    if mark == Mark.NAME:
        return _without_given_name(text, start, end)
    if mark == Mark.FIRM and (trade := TRADES.search(text, start, end)):
        return f"某{trade[0]}公司"
    return SHOWN[mark]


def _without_given_name(text: str, start: int, end: int) -> str:
    """Names of many peoples have no surname: of these nothing stays."""
    family = SURNAME.match(text, start, end)
    surname = family[0] if family else "某"
    if TITLE.match(text, end):
        return surname
    kin = KIN.search(text, max(0, start - BEHIND), start)
    title = {"man": "先生", "woman": "女士"}.get(kin.lastgroup or "", "") if kin else ""
    return surname + (title or "某")
