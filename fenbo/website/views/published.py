"""What everybody may read: the front page, the search, one case."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fenbo.core import clock
from fenbo.core.ids import read_public_number
from fenbo.core.lapsing import Lapsing
from fenbo.publication import queries
from fenbo.reporting.counts import counts
from fenbo.website.frame import public
from fenbo.website.searching import SearchForm

LATEST = 6
# The front page is what most people open, all at once when something happens; it names the instant it shows.
counts_now = Lapsing(lambda: counts(clock.now()), seconds=5)
latest = Lapsing(lambda: queries.newest(LATEST), seconds=5)


@public
def home(request: HttpRequest) -> HttpResponse:
    """Search, submit, follow, the counts to this instant, and what was published last."""
    return render(request, "website/home.html", {"counts": counts_now(), "latest": latest()})


@public
def publications(request: HttpRequest) -> HttpResponse:
    """Search and read every published case."""
    form = SearchForm(request.GET or None)
    form.is_valid()
    wanted = form.wanted() if form.is_bound else queries.Wanted()
    found = queries.public_search(wanted, before=request.GET.get("before"), after=request.GET.get("after"))
    context = {
        "form": form,
        "found": found,
        "is_filtered": wanted.is_filtered,
        "is_narrowed": bool(form.errors) or replace(wanted, words="").is_filtered,
        "counted": queries.COUNTED,
    }
    return render(request, "website/publications.html", context)


@public
def publication(request: HttpRequest, number: str) -> HttpResponse:
    """One case with its answer. A number written any other way leads to the same address."""
    plain = read_public_number(number)
    if plain and plain != number:
        return redirect("website:publication", plain, permanent=True)
    row = queries.published(number)
    return render(request, "website/publication.html", {"row": row, "alike": queries.alike(row)})
