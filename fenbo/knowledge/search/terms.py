"""What somebody meant by what they typed: words, other words for the same, slips of the pen, places."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log
from pathlib import Path

import rjieba
from django.db import connection
from pypinyin import lazy_pinyin

from fenbo.cases import words as chinese
from fenbo.core import tables
from fenbo.core.lapsing import Lapsing, LapsingEach
from fenbo.directory.models import Region
from fenbo.directory.places import spoken

SEEDS = Path(__file__).parent.parent / "seeds"
LONGEST_QUERY = 200
# How much a term weighs that nobody typed, beside one that somebody did.
SYNONYM, SLIP, PLACE, SINGLE = 0.35, 0.8, 0.5, 0.4
# Words with which people ask; they are in every question and say nothing of its matter.
ASKING = frozenset((SEEDS / "asking.txt").read_text(encoding="utf-8").split())
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z]{2,}(?: [a-z]{2,})+|[a-z]{4,}")
NUMERAL = re.compile(r"[一二三四五六七八九十百两]+(?=[天日年月号个人万元条岁成倍小%])")
DIGITS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"两": 2}
# Person names, as the word cutter tags them, and anything that could be a telephone or identity number.
PERSON, LONG_NUMBER = "nr", re.compile(r"[0-9x]{5,}")
MISS_WORDS, MISS_LENGTH = 6, 60


def plain(text: str) -> str:
    """Half width, lower case, small Chinese numerals as digits: `十四天` and `14天` are one."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return NUMERAL.sub(lambda found: str(_number(found[0])), flat)


def _number(text: str) -> int | str:
    """Up to 999; what is no such number stays as it is."""
    total = part = 0
    for mark in text:
        if mark in "十百":
            total += (part or 1) * (10 if mark == "十" else 100)
            part = 0
        else:
            part = DIGITS[mark]
    return total + part


def cut(text: str) -> list[str]:
    """The search words of a text, for the index and for the query alike."""
    return chinese.cut(plain(text))


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of ways to say the same thing, from the seeded table."""
    return tuple(tuple(row["words"].split()) for row in tables.rows(SEEDS / "synonyms.csv"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of titles, other wordings and answers: in how many items each is, and which sound alike."""

    items: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    by_sound: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        """The rarer, the more it says (BM25's inverse document frequency, never below zero)."""
        count = self.counts.get(word, 0)
        return log(1 + (self.items - count + 0.5) / (count + 0.5))


def _load() -> Vocabulary:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM knowledge_item")
        items = int(cursor.fetchone()[0])
        cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT words FROM knowledge_item', 'abcd')")
        counts = dict(cursor.fetchall())
        cursor.execute("SELECT word FROM ts_stat('SELECT words FROM knowledge_item', 'ab')")
        known = {row[0] for row in cursor.fetchall()}
    by_sound: dict[str, list[str]] = {}
    for word in sorted(known | {w for group in synonyms() for w in group}):
        if len(word) > 1 and CHINESE.fullmatch(word):
            by_sound.setdefault(sound(word), []).append(word)
    return Vocabulary(items, counts, {name: tuple(found) for name, found in by_sound.items()})


vocabulary = Lapsing(_load, seconds=60)


@lru_cache(50_000)
def sound(word: str) -> str:
    """The syllables without tones, and without what many speakers do not tell apart."""
    return "".join(_flat(syllable) for syllable in lazy_pinyin(word))


def _flat(syllable: str) -> str:
    for retroflex, plain_ in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(retroflex):
            syllable = plain_ + syllable[2:]
    return re.sub(r"(?<=[aei])ng$", "n", syllable)


def _region_names() -> tuple[tuple[str, str], ...]:
    """Names as people say them, with the code; longest first."""
    found: dict[str, str] = {}
    for code, name, former in Region.objects.values_list("code", "name", "former_names"):
        for whole in [name, *former.split("、")]:
            for said in spoken(whole):
                found.setdefault(said, code)
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[1])))


region_names = Lapsing(_region_names, seconds=600)


@dataclass(frozen=True, slots=True)
class Query:
    """`typed` are the words themselves; `terms` are all words to look for with their weights; `read_as` says which
    slips were read as which words; `places` are codes of the regions that were named."""

    typed: tuple[str, ...]
    terms: Mapping[str, float]
    read_as: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()


def _parse(text: str) -> Query:
    """What is meant by a text; of a long one only the beginning is read."""
    flat = plain(text[:LONGEST_QUERY])
    places, named = _places(flat)
    typed = tuple(word for word in dict.fromkeys(chinese.cut(flat)) if word not in ASKING)
    terms = {word: 1.0 if len(word) > 1 or word.isascii() else SINGLE for word in typed}
    for name in named:
        for word in chinese.cut(name):
            terms[word] = PLACE
    slips = tuple(_slips(flat))
    for _slip, meant in slips:
        _add(terms, meant, SLIP)
    for other in _other_words(" ".join([flat, *(meant for _slip, meant in slips)])):
        _add(terms, other, SYNONYM)
    return Query(typed, terms, slips, places)


# One page asks for the same several times, and so does who turns its pages.
parse = LapsingEach(_parse, seconds=60, most=1_000)


def _add(terms: dict[str, float], phrase: str, weight: float) -> None:
    for word in chinese.cut(phrase):
        if len(word) > 1:
            terms[word] = max(terms.get(word, 0), weight)


def _places(flat: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes, names, rest = [], [], flat
    for name, code in region_names():
        if name in rest:
            rest = rest.replace(name, " ")
            codes.append(code)
            names.append(name)
    return tuple(codes), tuple(names)


def _other_words(flat: str) -> Iterator[str]:
    for group in synonyms():
        if any(word in flat for word in group):
            yield from (word for word in group if word not in flat)


def _slips(flat: str) -> Iterator[tuple[str, str]]:
    """Pieces that sound like a known word but are written otherwise, and words spelt in pinyin."""
    known = vocabulary()
    for run in CHINESE.findall(flat):
        for start in range(len(run)):
            for length in (4, 3, 2):
                piece = run[start : start + length]
                if len(piece) == length and piece not in known.counts:
                    meant = [word for word in known.by_sound.get(sound(piece), ()) if len(word) == length]
                    if meant and not any(word in flat for word in meant):
                        yield piece, meant[0]
    for run in LATIN.findall(flat):
        yield from _spelt(run, known)


def _spelt(run: str, known: Vocabulary) -> Iterator[tuple[str, str]]:
    """Words spelt in pinyin, the longest first, however many stand together or apart; nothing in what is no pinyin."""
    pieces = [one for part in run.split() for one in SYLLABLE.findall(part)]
    if "".join(pieces) != run.replace(" ", ""):
        return
    at = 0
    while at < len(pieces):
        for length in range(min(MOST_SYLLABLES, len(pieces) - at), 0, -1):
            said = pieces[at : at + length]
            if meant := known.by_sound.get("".join(map(_flat, said)), ())[:1]:
                yield _as_typed(said, run), meant[0]
                break
        at += length


def _as_typed(syllables: list[str], run: str) -> str:
    """The syllables with the blanks that stand between them in the run."""
    found = re.search(" ?".join(syllables), run)
    return found[0] if found else "".join(syllables)


MOST_SYLLABLES = 6
SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|"
    r"ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)"
)


def without_people(text: str) -> str:
    """What may be kept of a search: at most six words, in a fixed order, no names and no long numbers."""
    flat = plain(text[:LONGEST_QUERY])
    kept = {
        word
        for word, tag in rjieba.tag(flat)
        if tag != PERSON and not LONG_NUMBER.search(word) and len(word) > 1 and word not in ASKING
    }
    words = sorted(word for word in kept if re.search(r"\w", word))[:MISS_WORDS]
    return " ".join(words)[:MISS_LENGTH]
