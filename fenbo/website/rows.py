"""What was found as lists show it. In Python, since these lines stand twenty times on a page (decision 0019)."""

from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fenbo.knowledge.models import Item
from fenbo.knowledge.search import marking
from fenbo.knowledge.search.marking import Span
from fenbo.look.templatetags.look import moment
from fenbo.publication.models import Publication
from fenbo.website import addresses

BEGINNING = 80


def case_rows(rows: Iterable[Publication], words: Sequence[str] = ()) -> SafeString:
    """The list; where there are words, with the stretch of each question that has most of them, and they are marked."""
    return SafeString(f'<ul class="list">{"".join(_row(row, words) for row in rows)}</ul>')


def _row(row: Publication, words: Sequence[str]) -> str:
    title = drawn(marking.spans(row.title, words))
    question = drawn(marking.snippet(row.question, words)) if words else escape(_beginning(row.question))
    return (
        f'<li>\n<h3><a href="{escape(addresses.of_publication(row))}">{title}</a></h3>\n'
        f'<p>{question}</p>\n<p class="small">{_about(row)}</p>\n</li>'
    )


def _beginning(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[: BEGINNING - 1]}…"


def _about(row: Publication) -> str:
    """Where, of what, who answered, and when."""
    told = [escape(name) for name in (row.region, row.category) if name]
    if row.unit:
        told.append(escape(_("%(unit)s答复") % {"unit": row.unit}))
    return " · ".join([*told, moment(row.published_at)])


def item_rows(items: Iterable[Item], words: Sequence[str]) -> SafeString:
    """Answers, policies and collected answers that were found; where in the text the words are, and they are marked."""
    return SafeString(f'<ul class="list">{"".join(_item(item, words) for item in items)}</ul>')


def _item(item: Item, words: Sequence[str]) -> str:
    title, body = marking.spans(item.title, words), marking.snippet(item.body, words)
    told = [escape(name) for name in (item.get_kind_display(), item.category, item.region) if name]
    if item.note:
        told.append(drawn(marking.spans(item.note, words)))
    return (
        f'<li>\n<h3><a href="{escape(addresses.of_item(item))}">{drawn(title)}</a></h3>\n'
        f'<p>{drawn(body)}</p>\n<p class="small">{" · ".join(told)}</p>\n</li>'
    )


def drawn(spans: Iterable[Span]) -> SafeString:
    """A text, its marked pieces marked."""
    pieces = (f"<mark>{escape(span.text)}</mark>" if span.marked else escape(span.text) for span in spans)
    return SafeString("".join(pieces))
