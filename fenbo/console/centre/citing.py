"""Answering a caller at once from a knowledge entry: which version is read out stands in the form of the case."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fenbo.console.centre.asking import FLOOR
from fenbo.console.centre.forms import area
from fenbo.core.errors import OutOfScope
from fenbo.core.ids import read_key
from fenbo.directory.doors import staff_door
from fenbo.knowledge.models import Version
from fenbo.knowledge.operations.answering import citation
from fenbo.knowledge.queries import entry_in_force


class CitingForm(forms.Form):
    """What the caller is answered at once. Other forms have these fields too."""

    entry = forms.UUIDField(required=False, widget=forms.HiddenInput)
    entry_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("答复内容"), required=False, widget=area(5), help_text=_("可以改成口语，依据仍记这一版。")
    )


def cited(form: forms.Form) -> dict[str, Any]:
    """What `console/centre/parts/citing.html` shows of the entry that a bound form names; empty where there is none.

    Where another version has come into force since, this is said, and the form names that one from now on: its reader
    has it before their eyes, beside what they wrote.
    """
    key = read_key(str(form.data.get("entry", ""))) if form.is_bound else None
    entry = entry_in_force(key) if key else None
    if entry is None or entry.current is None:
        return {}
    number = str(entry.current.number)
    data = cast(QueryDict, form.data).copy()
    renewed = data.get("entry_version") != number
    data["entry_version"] = number
    form.data = data
    return {**_shown(entry.current), "renewed": renewed}


def _shown(version: Version) -> dict[str, Any]:
    return {"cited": version, "citation": citation(version)}


@never_cache
@require_GET
@staff_door(*FLOOR)
def cite(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The version in force, ready to be read out: a part of the page."""
    entry = entry_in_force(entry_id)
    if entry is None or entry.current is None:
        raise OutOfScope
    version = entry.current
    form = CitingForm(initial={"entry": entry.pk, "entry_version": version.number, "answer": version.answer})
    return render(request, "console/centre/parts/citing.html", {"form": form, **_shown(version)})
