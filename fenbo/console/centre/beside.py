"""Two cases side by side: the same matter or not?"""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fenbo.cases import queries, scope
from fenbo.cases.lifecycle import MOVES, OPEN, Move
from fenbo.cases.models import Case
from fenbo.cases.operations import merging
from fenbo.console.centre.cases import READERS
from fenbo.console.centre.forms import area
from fenbo.console.frame import DeskForm, perform
from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door


class MergeForm(DeskForm):
    """`follower` is the case that follows the other; only those that may are offered."""

    follower = forms.ChoiceField(label=_("怎样并单"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), widget=area(2), initial=_("同一事项，合并办理。"))

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follower"].choices = ways  # type: ignore[attr-defined]
        if len(ways) == 1:
            self.fields["follower"].initial = ways[0][0]


@require_http_methods(["GET", "POST"])
@staff_door(*READERS)
def beside(request: HttpRequest, case_id: UUID, other_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    pair = [queries.case_in_full(actor, key) for key in (case_id, other_id)]
    form = _form(request, pair, actor)

    def again(status: int) -> HttpResponse:
        fresh = [queries.case_in_full(actor, key) for key in (case_id, other_id)]
        return _page(request, fresh, form, status)

    if request.method != "POST":
        return again(200)
    scope.require(actor, Move.MERGE, pair[0])

    def merge(values: dict[str, Any]) -> Case:
        follower = next(one for one in pair if str(one.pk) == values["follower"])
        into = next(one for one in pair if one is not follower)
        return merging.merge(
            case_id=follower.pk,
            into=into.pk,
            reason=values["reason"],
            actor=actor,
            now=clock.now(),
            version=_version(request, follower),
        )

    return perform(
        request,
        form,
        merge,
        done=_("已并单，将随主诉求一并答复。"),
        to=lambda case: reverse("console:case", args=[case.lead_case_id]),
        again=again,
    )


def _version(request: HttpRequest, case: Case) -> int | None:
    """What this page showed of the one that follows."""
    text = request.POST.get(f"version-{case.pk}", "")
    return int(text) if text.isdecimal() else None


def ways(pair: list[Case], actor: Actor) -> list[tuple[str, str]]:
    """Which of the two may follow the other."""
    found = []
    for follower, lead in (pair, pair[::-1]):
        possible = (follower.state, Move.MERGE) in MOVES and lead.state in OPEN
        if possible and follower.pk != lead.pk and scope.may(actor, Move.MERGE, follower):
            label = _("%(one)s 并入 %(other)s") % {"one": follower, "other": lead}
            found.append((str(follower.pk), str(label)))
    return found


def _form(request: HttpRequest, pair: list[Case], actor: Actor) -> MergeForm:
    return MergeForm(request.POST if request.method == "POST" else None, ways=ways(pair, actor))


def _page(request: HttpRequest, pair: list[Case], form: MergeForm, status: int) -> HttpResponse:
    choices = ways(pair, actor_of(request))
    context = {"pair": pair, "case": pair[0], "form": form, "ways": choices}
    return render(request, "console/centre/beside.html", context, status=status)
