"""The living page: every component in every state, for those who build pages."""

from typing import cast

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.core import clock
from fenbo.directory.doors import public_door
from fenbo.look import samples
from fenbo.look.samples import SampleForm

DENSITIES = ("site", "desk")


def admit(request: HttpRequest) -> None:
    """Everybody while trying the system out; in service only people who work here."""
    user = cast(AbstractBaseUser, request.user)
    if not (settings.DEBUG or settings.DEMO or user.is_authenticated):
        raise PermissionDenied


@public_door
@require_http_methods(["GET", "POST"])
def living(request: HttpRequest) -> HttpResponse:
    admit(request)
    density = request.GET.get("density", "site")
    density = density if density in DENSITIES else "site"
    form = SampleForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return redirect("look:received")
    now = clock.now()
    context = {"form": form, "density": density, "now": now, **samples.everything(now)}
    return render(request, f"look/living/{density}.html", context, status=422 if form.errors else 200)


@public_door
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """Where the sample form leads: nothing is stored."""
    admit(request)
    return render(request, "look/living/received.html")
