"""Collected answers: published cases of one topic on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fenbo.knowledge import queries
from fenbo.website.frame import public
from fenbo.website.knowledge import structured


@public
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.public_collections().order_by("-updated_at", "pk")
    return render(request, "website/knowledge/collections.html", {"rows": rows})


@public
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    page, told = queries.public_collection(slug)
    missing = sum(one.publication is None for one in told)
    data = structured.collection(page, told)
    context = {"page": page, "told": told, "missing": missing, "data": data}
    return render(request, "website/knowledge/collection.html", context)
