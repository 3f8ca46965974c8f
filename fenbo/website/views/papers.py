"""What the site says about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fenbo.largemodel import client
from fenbo.website.frame import public


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "website/about.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Also what leaves the house, where it has a large model."""
    return render(request, "website/privacy.html", {"has_model": client.is_on()})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "website/accessibility.html")
