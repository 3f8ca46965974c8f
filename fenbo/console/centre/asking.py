"""What may answer a caller already, while the agent types; and whether it did.

Openings are counted as those of the website are, under the key of the form: what was opened, and no case taken in from
that form within a day, was answered without a case.
"""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.hotline import inquiries
from fenbo.core import clock
from fenbo.core.errors import OutOfScope
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.dispatch.queries import maybe_the_same
from fenbo.hotline.emergencies import alarms
from fenbo.knowledge.models import ItemKind
from fenbo.knowledge.operations import readers
from fenbo.knowledge.search import cases, engine

FLOOR = (Duty.TAKE_IN, Duty.DISPATCH)
SHORTEST = 2
PAGES = {
    cases.KIND: "website:publication",
    ItemKind.ENTRY.value: "website:entry",
    ItemKind.POLICY.value: "website:policy",
    ItemKind.COLLECTION.value: "website:collection",
}


class TypedForm(forms.Form):
    """What stands in the form so far; nothing of it has to be right yet."""

    submission_key = forms.UUIDField(required=False)
    title = forms.CharField(required=False)
    content = forms.CharField(required=False)


@require_POST
@staff_door(*FLOOR)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What is like the text being written: open cases that it may say again, entries, policies, published cases."""
    form = TypedForm(request.POST)
    form.is_valid()
    typed = form.cleaned_data
    text = " ".join(filter(None, (typed.get("title"), typed.get("content"))))
    is_enough = len(text) >= SHORTEST
    context = {
        "found": engine.suggest(text) if is_enough else [],
        "alike": cases.like(text) if is_enough else [],
        "alarms": (sounding := alarms(text)),
        "in_call": bool(sounding) and inquiries.is_speaking(actor_of(request)),
        "same": maybe_the_same(text, actor_of(request), clock.now()) if is_enough else [],
        "case_kind": cases.KIND,
        "entry_kind": ItemKind.ENTRY,
        "form_key": typed.get("submission_key"),
    }
    return render(request, "console/centre/parts/suggestions.html", context)


@require_GET
@staff_door(*FLOOR)
def open_suggestion(request: HttpRequest, form_key: UUID, kind: str, key: UUID) -> HttpResponse:
    """Lead on to the public page, which the agent reads out, and remember that it was opened."""
    if kind not in PAGES:
        raise OutOfScope
    place = cases.number_of(key) if kind == cases.KIND else engine.slug_of(ItemKind(kind), key)
    if readers.is_by_hand(request.method, request.headers):
        readers.note_opening(cookie=_reader(form_key), kind=kind, item=key, now=clock.now())
    return redirect(PAGES[kind], place)


def taken_in(form_key: UUID | None) -> None:
    """A case came of this form after all: what was opened beside it did not suffice."""
    if form_key is not None:
        readers.note_submission(cookie=_reader(form_key))


def _reader(form_key: UUID) -> str:
    return f"intake {form_key}"
