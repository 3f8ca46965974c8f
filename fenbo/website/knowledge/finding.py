"""One search over answers, policies, collected answers and published cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fenbo.catalogue import queries as catalogue
from fenbo.core import clock
from fenbo.knowledge.models import ItemKind
from fenbo.knowledge.operations import readers
from fenbo.knowledge.search import cases, engine, published
from fenbo.knowledge.search.engine import Result
from fenbo.knowledge.search.published import Found
from fenbo.look.components.links import Link, with_query
from fenbo.website.frame import public
from fenbo.website.knowledge.choosing import SearchForm, prefectures

FEW = 3
# Of each filter, so many ways that lead furthest.
MOST_WAYS = 12
NARROWING = ("category", "region", "order")


@dataclass(frozen=True, slots=True)
class Answer:
    """`result` are entries and papers, `found` a page of published cases, or the few most alike beside the rest.

    `all_cases` is how many published cases there are to the words, as it is shown.
    """

    result: Result
    found: Found | None = None
    alike: list[Any] = field(default_factory=list)
    all_cases: str = "0"

    @property
    def is_empty(self) -> bool:
        return not self.result.total and not self.alike and not (self.found and self.found.count)


@public
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET or None)
    wanted = form.wanted()
    text = wanted["q"].strip()
    if not text:
        return render(request, "website/knowledge/search.html", {"form": form, "answer": None})
    answer = _find(request, wanted, text)
    if answer.is_empty and not wanted["kind"] and request.method == "GET":
        readers.note_miss(text=text, now=clock.now())
    context = {
        "form": form,
        "text": text,
        "answer": answer,
        "tabs": _tabs(request, wanted, answer),
        "ways": list(_ways(request, wanted, answer)),
        "ranked": published.RANKED,
        "is_narrowed": any(wanted[name] for name in NARROWING),
        "whole": _way(request, **dict.fromkeys(NARROWING)),
    }
    return render(request, "website/knowledge/search.html", context)


def _find(request: HttpRequest, wanted: dict[str, str], text: str) -> Answer:
    before, after = request.GET.get("before"), request.GET.get("after")
    of_cases = wanted["kind"] == cases.KIND
    category, region = wanted["category"], wanted["region"]
    newest = wanted["order"] == "newest"
    result = engine.search(
        text,
        kind="" if of_cases else wanted["kind"],
        category=category,
        region=region,
        newest=newest,
        before=None if of_cases else before,
        after=None if of_cases else after,
    )
    if of_cases:
        found = published.search(
            text, category=category, region=region, newest=newest, before=before, after=after
        )
        return Answer(result, found, all_cases=shown_count(found.count, found.is_more))
    count, is_more = published.count(text, category=category, region=region)
    alike: list[Any] = []
    if not (before or after or wanted["kind"]):
        alike = cases.like(text, most=FEW)
        if count and not alike and not result.total:
            # What has no word in common with them may still name their place.
            alike = published.fittest(text, category=category, region=region, size=FEW)
    return Answer(result, alike=alike, all_cases=shown_count(count, is_more))


def shown_count(count: int, is_more: bool) -> str:
    """`100+` where nobody counted further."""
    return f"{count}+" if is_more else str(count)


def _tabs(request: HttpRequest, wanted: dict[str, str], answer: Answer) -> list[Link]:
    """Every kind with its count; the first shows entries and papers, and the few cases most alike."""

    def tab(kind: str, label: str, count: int | str | None) -> Link:
        url = _way(request, kind=kind or None)
        return Link(label, url, count, current=wanted["kind"] == kind)

    counts = answer.result.counts
    kinds = [tab(kind.value, str(kind.label), counts.get(kind.value, 0)) for kind in ItemKind]
    return [tab("", _("综合"), None), *kinds, tab(cases.KIND, _("公示诉求"), answer.all_cases)]


def _way(request: HttpRequest, **changes: str | None) -> str:
    """The same search with something changed, from its first page."""
    return with_query(request, before=None, after=None, **changes)


@dataclass(frozen=True, slots=True)
class Ways:
    """One filter: its name, and what each choice would leave."""

    label: str
    links: list[Link]


def _ways(request: HttpRequest, wanted: dict[str, str], answer: Answer) -> Iterator[Ways]:
    found, result = answer.found, answer.result
    is_more = bool(found and found.is_sampled)
    filters: tuple[tuple[str, str, Mapping[str, int], Mapping[str, object]], ...] = (
        (
            "category",
            _("主题"),
            found.subjects if found else result.categories,
            dict(catalogue.first_level()),
        ),
        ("region", _("地区"), found.prefectures if found else result.regions, dict(prefectures())),
    )
    for name, label, counts, names in filters:
        ways = sorted(((count, code) for code, count in counts.items() if code in names), reverse=True)
        links = [
            Link(
                str(names[code]),
                _way(request, **{name: None if code == wanted[name] else code}),
                shown_count(count, is_more),
                current=code == wanted[name],
            )
            for count, code in ways[:MOST_WAYS]
        ]
        if links:
            yield Ways(label, links)
