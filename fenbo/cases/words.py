"""Chinese text as words for PostgreSQL's full-text search: cut by a library, stored as `simple` lexemes."""

import re
import unicodedata

import rjieba
from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, Value

# Longer texts are found by their beginning; a lexeme row has a limit of 1 MB and nobody searches for page 20.
INDEXED = 20_000
NOT_WORDS = re.compile(r"[^\w]+")


def cut(text: str) -> list[str]:
    """The search words of a text: whole words and the shorter words inside them, lower case, half width."""
    plain = unicodedata.normalize("NFKC", text[:INDEXED]).lower()
    return [
        word
        for part in NOT_WORDS.split(plain)
        if part
        for word in rjieba.cut_for_search(part)
        if word.strip()
    ]


def vector(*texts: str) -> Func:
    """A database expression: the tsvector of these texts."""
    joined = " ".join(word for text in texts for word in cut(text))
    return Func(
        Value("simple"), Value(joined), function="to_tsvector", template="%(function)s(%(expressions)s)"
    )


def query(text: str) -> SearchQuery | None:
    """Every word of what somebody searches for, all of them wanted; None when there is no word in it."""
    words = dict.fromkeys(cut(text))
    return SearchQuery(" ".join(words), config="simple", search_type="plain") if words else None
