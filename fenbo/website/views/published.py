"""What everybody may read: the front page, the search, one case."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from fenbo.files.serving import serve
from fenbo.publication import queries
from fenbo.website import addresses, front, structured
from fenbo.website.frame import public
from fenbo.website.searching import SearchForm


@public
def home(request: HttpRequest) -> HttpResponse:
    """Ask, follow, read: then what people ask about, the counts, the latest answers, and whom one can call.

    All of it is the same for everybody and kept as it was written for two seconds; only then is anything looked up.
    """
    context = {
        "counts": front.counts_now,
        "latest": front.latest,
        "asked": front.hot,
        "policies": front.policies,
        "topics": front.topics,
        "groups": front.groups,
        "told": structured.service(),
    }
    return render(request, "website/home.html", context)


@public
def counts_now(request: HttpRequest) -> HttpResponse:
    """The counts of this instant alone, asked for again by an open front page."""
    return render(request, "website/parts/counts_now.html", {"counts": front.counts_now()})


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
def publication(request: HttpRequest, number: str, slug: str = "") -> HttpResponse:
    """One case with its answer. A number written any other way or with an old title leads to the same address."""
    row, pictures = queries.shown(number)
    address = addresses.of_publication(row)
    if request.path != address:
        return _moved(address)
    photos = [
        (reverse("website:publication_photo", args=[row.number, one.pk]), one.words) for one in pictures
    ]
    context = {
        "row": row,
        "alike": queries.alike(row),
        "photos": photos,
        "address": address,
        "told": structured.question(row),
    }
    return render(request, "website/publication.html", context)


@public
def photo(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """The copy that was drawn for everybody; gone with the text."""
    return serve(queries.public_photo(number, key))


def _moved(address: str) -> HttpResponse:
    """For good; yet asked again each time, since a title may be changed and changed back."""
    response = redirect(address, permanent=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
