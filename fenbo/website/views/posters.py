"""Posters to print and hang up: one for each prefecture and county, whose code leads to its own form."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from fenbo.core.errors import OutOfScope
from fenbo.core.lapsing import Lapsing
from fenbo.directory.models import Region
from fenbo.directory.queries import regions
from fenbo.website import addresses
from fenbo.website.frame import public

# A quarter of the code may be torn, wet or written over; the standard wants four empty squares around it.
DAMAGE, QUIET = "q", 4


def _home() -> list[Region]:
    """The province that is served and everything within it."""
    return [region for region in regions() if region.pk[:2] == settings.HOME_PROVINCE[:2]]


home = Lapsing(_home)


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every poster there is, by prefecture."""
    groups: dict[str, list[Region]] = {}
    for region in home():
        groups.setdefault(region.pk[:4], []).append(region)
    return render(request, "website/posters.html", {"groups": [(rows[0], rows) for rows in groups.values()]})


@public
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet of A4."""
    region = next((region for region in home() if region.pk == code), None)
    if region is None:
        raise OutOfScope
    address = addresses.whole(reverse("website:submit") + f"?region={code}")
    drawing = segno.make(address, error=DAMAGE, micro=False)
    # Lines of our own library around an address that we made: nothing of it was typed by anybody.
    square = mark_safe(drawing.svg_inline(omitsize=True, border=QUIET, svgclass=None, lineclass=None))
    context = {"region": region, "square": square, "host": addresses.whole("").partition("://")[2]}
    return render(request, "website/poster.html", context)
