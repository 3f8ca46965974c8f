"""One search over answers, policies, collected answers and published cases."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fenbo.core import clock
from fenbo.knowledge.models import ItemKind
from fenbo.knowledge.operations import readers
from fenbo.knowledge.search import cases, engine
from fenbo.knowledge.search.engine import Result
from fenbo.look.components.links import Link, with_query
from fenbo.publication import queries as publication
from fenbo.publication.queries import Found, Wanted
from fenbo.website.frame import public
from fenbo.website.knowledge.choosing import SearchForm

FEW = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """`cases` are the published cases: a page of them, or the few most alike beside the rest."""

    result: Result
    found: Found | None = None
    alike: list[Any] = field(default_factory=list)

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
    context = {"form": form, "text": text, "answer": answer, "tabs": _tabs(request, wanted, answer.result)}
    return render(request, "website/knowledge/search.html", context)


def _find(request: HttpRequest, wanted: dict[str, str], text: str) -> Answer:
    cursors = {"before": request.GET.get("before"), "after": request.GET.get("after")}
    of_cases = wanted["kind"] == cases.KIND
    result = engine.search(
        text,
        kind="" if of_cases else wanted["kind"],
        category=wanted["category"],
        region=wanted["region"],
        newest=wanted["order"] == "newest",
        before=None if of_cases else cursors["before"],
        after=None if of_cases else cursors["after"],
    )
    if of_cases:
        chosen = Wanted(words=_mended(text, result), region=wanted["region"], category=wanted["category"])
        return Answer(result, found=publication.public_search(chosen, **cursors))
    is_first = not any(cursors.values())
    return Answer(result, alike=cases.like(text, most=FEW) if is_first and not wanted["kind"] else [])


def _mended(text: str, result: Result) -> str:
    for slip, meant in result.read_as:
        text = text.replace(slip, meant)
    return text


def _tabs(request: HttpRequest, wanted: dict[str, str], result: Result) -> list[Link]:
    """Every kind with its count. Published cases are counted on their own page."""
    plain: dict[str, str | None] = dict.fromkeys(("before", "after"))

    def tab(kind: str, label: str, count: int | None) -> Link:
        url = with_query(request, **plain, kind=kind or None)
        return Link(label, url, count, current=wanted["kind"] == kind)

    kinds = [tab(kind.value, str(kind.label), result.counts.get(kind.value, 0)) for kind in ItemKind]
    return [
        tab("", _("全部"), sum(result.counts.values())),
        *kinds,
        tab(cases.KIND, _("公示诉求"), None),
    ]
