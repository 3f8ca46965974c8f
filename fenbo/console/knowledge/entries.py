"""Entries at the editors' desk."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.console.frame import perform
from fenbo.console.knowledge import forms
from fenbo.core import clock, paging
from fenbo.core.clock import SHANGHAI
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.knowledge import diffing, queries, scope
from fenbo.knowledge.lifecycle import EntryState, Move, VersionState, moves_from
from fenbo.knowledge.models import Entry, Version
from fenbo.knowledge.operations import entries as operations
from fenbo.look.components.links import Link

door = staff_door(Duty.EDIT, Duty.REVIEW)
TABS = (
    ("", gettext_lazy("在用和在编")),
    (VersionState.IN_REVIEW, gettext_lazy("待复核")),
    (VersionState.DRAFT, gettext_lazy("草稿")),
    (EntryState.EXPIRING, gettext_lazy("即将到期")),
    (EntryState.RETIRED, gettext_lazy("已停用")),
)
# How far back the list of vain searches and the count of spared cases look.
BACK = timedelta(days=30)


@require_GET
@door
def index(request: HttpRequest) -> HttpResponse:
    actor, state = actor_of(request), request.GET.get("state", "")
    page = paging.page(
        queries.desk_entries(actor, state=state),
        "created_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    waits = queries.waiting(actor)
    counts: dict[str, int] = {VersionState.IN_REVIEW: waits["review"], EntryState.EXPIRING: waits["expiring"]}
    tabs = [Link(str(label), f"?state={key}", counts.get(key), key == state) for key, label in TABS]
    context = {"page": page, "tabs": tabs, "may_write": actor.has(Duty.EDIT)}
    return render(request, "console/knowledge/entries.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def new(request: HttpRequest) -> HttpResponse:
    asked = {"question": request.GET.get("question", "")[:60]}
    form = forms.NewEntryForm(request.POST or None, initial=forms.entry_initial(None) | asked)

    def again(status: int) -> HttpResponse:
        context = {"form": form, "back": reverse("console:entries"), "title": _("新建知识条目")}
        return render(request, "console/knowledge/entry_form.html", context, status=status)

    if request.method == "GET":
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.begin(
            wording=form.wording(),
            owner=forms.owner_of(values, actor_of(request)),
            actor=actor_of(request),
            now=clock.now(),
        ),
        done=_("草稿已保存。"),
        to=lambda entry: reverse("console:entry", args=[entry.pk]),
        again=again,
    )


@require_GET
@door
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """The wording in hand beside the one in force, as the public will read it, and all that came before."""
    return _show(request, key, forms.RemarkForm(), 200)


def _show(request: HttpRequest, key: UUID, form: forms.RemarkForm, status: int) -> HttpResponse:
    entry = queries.desk_entry(actor_of(request), key)
    versions = list(entry.versions.all())
    hand = next((row for row in versions if row.state in (VersionState.DRAFT, VersionState.IN_REVIEW)), None)
    if form.is_bound:
        form.renew(entry.version)
    else:
        form = forms.RemarkForm(version=entry.version)
    context = {
        "entry": entry,
        "versions": versions,
        "hand": hand,
        "changes": changes(entry.current, hand) if hand and entry.current else [],
        "actions": actions(request, entry, hand),
        "form": form,
    }
    return render(request, "console/knowledge/entry.html", context, status=status)


def actions(request: HttpRequest, entry: Entry, hand: Version | None) -> frozenset[str]:
    """The names of what this person can do with it now."""
    actor, possible = actor_of(request), moves_from(entry.state) | moves_from(hand.state if hand else "")
    if hand and hand.author_id == actor.staff_id:
        possible -= {Move.APPROVE}
    return frozenset(
        name for name, move in NAMES.items() if move in possible and scope.may(actor, move, entry.owner_id)
    )


NAMES: Mapping[str, Move] = {
    "write": Move.WRITE,
    "submit": Move.SUBMIT,
    "approve": Move.APPROVE,
    "send_back": Move.SEND_BACK,
    "retire": Move.RETIRE,
}
DONE = {
    "submit": gettext_lazy("已送审。"),
    "approve": gettext_lazy("已发布。"),
    "send_back": gettext_lazy("已退回。"),
    "retire": gettext_lazy("已停用。"),
}
REMARKED = ("send_back", "retire")


@require_http_methods(["POST"])
@door
def act(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """One step of an entry's way."""
    if name not in DONE:
        raise Http404
    form = forms.RemarkForm(request.POST)
    if name not in REMARKED:
        form.fields["remark"].required = False

    def run(values: dict[str, Any]) -> Entry:
        common = {
            "entry_id": key,
            "actor": actor_of(request),
            "now": clock.now(),
            "version": values.get("version"),
        }
        operation: Callable[..., Entry] = getattr(operations, name)
        said = {"send_back": "remark", "retire": "reason"}.get(name)
        return operation(**common, **({said: values["remark"]} if said else {}))

    return perform(
        request,
        form,
        run,
        done=DONE[name],
        to=reverse("console:entry", args=[key]),
        again=lambda status: _show(request, key, form, status),
    )


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change the draft in hand, or begin the next version from the one in force."""
    entry = queries.desk_entry(actor_of(request), key)
    latest = next(iter(entry.versions.all()), None)
    form = forms.EntryForm(request.POST or None, version=entry.version, initial=forms.entry_initial(latest))

    def again(status: int) -> HttpResponse:
        if status == 409:
            form.renew(entry.version)
        context = {"form": form, "back": reverse("console:entry", args=[key]), "title": _("编写")}
        return render(request, "console/knowledge/entry_form.html", context, status=status)

    if request.method == "GET":
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.write(
            entry_id=key,
            wording=form.wording(),
            actor=actor_of(request),
            now=clock.now(),
            version=values.get("version"),
        ),
        done=_("草稿已保存。"),
        to=reverse("console:entry", args=[key]),
        again=again,
    )


@require_GET
@door
def compare(request: HttpRequest, key: UUID, old: int, new: int) -> HttpResponse:
    """Two versions, word by word."""
    entry = queries.desk_entry(actor_of(request), key)
    by_number = {row.number: row for row in entry.versions.all()}
    if old not in by_number or new not in by_number:
        raise Http404
    context = {"entry": entry, "old": old, "new": new, "changes": changes(by_number[old], by_number[new])}
    return render(request, "console/knowledge/compare.html", context)


def changes(old: Version, new: Version) -> list[tuple[object, list[diffing.Piece]]]:
    """What differs between two versions: the field's name and its text in pieces."""
    names = ("question", "answer", "basis", "clause", "aliases", "policy", "category", "region", "valid_to")
    found = []
    for name in names:
        before, after = (str(getattr(row, name) or "") for row in (old, new))
        if before != after:
            found.append((Version._meta.get_field(name).verbose_name, diffing.pieces(before, after)))  # type: ignore[union-attr]
    return found


@require_GET
@staff_door(Duty.EDIT)
def misses(request: HttpRequest) -> HttpResponse:
    """What people looked for and did not find, and how many were spared a case."""
    today = clock.now().astimezone(SHANGHAI).date()
    context = {
        "rows": queries.misses(today - BACK),
        "sufficed": queries.answered_without_a_case(today - BACK, today),
        "days": BACK.days,
        "may_write": actor_of(request).has(Duty.EDIT),
    }
    return render(request, "console/knowledge/misses.html", context)
