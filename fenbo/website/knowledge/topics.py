"""Collected answers: published cases of one topic on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fenbo.knowledge import queries
from fenbo.website.frame import public


@public
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.public_collections().order_by("-updated_at", "pk")
    return render(request, "website/knowledge/collections.html", {"rows": rows})


@public
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    page, told = queries.public_collection(slug)
    missing = sum(one.publication is None for one in told)
    return render(
        request, "website/knowledge/collection.html", {"page": page, "told": told, "missing": missing}
    )
