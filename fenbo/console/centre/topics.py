"""What many write of, and all of its cases behind one lead case."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases import scope
from fenbo.cases.lifecycle import MOVES, OPEN, Move
from fenbo.cases.models import Case
from fenbo.console.centre.forms import area
from fenbo.console.period import period_of
from fenbo.core import clock, paging
from fenbo.core.errors import MissingDuty
from fenbo.core.ids import read_key
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.topics import joining, queries
from fenbo.topics.joining import Joined
from fenbo.topics.models import MANY, Topic

READERS = (Duty.DISPATCH, Duty.SUPERVISE, Duty.LEAD)
# Each is a transaction of two cases; whoever has more sends the form again.
MOST = 50
REPORT = "joined"


class JoinForm(forms.Form):
    """`into` is the lead case; those that are picked follow it."""

    into = forms.ChoiceField(label=_("主诉求"))
    pick = forms.MultipleChoiceField(
        label=_("并入的诉求"), error_messages={"required": _("请至少选一件并入的诉求。")}
    )
    reason = forms.CharField(
        label=_("理由"), widget=area(2), initial=_("同一话题，合并办理。"), max_length=500
    )

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(case.pk), str(case)) for case in cases]
        self.fields["into"].choices = self.fields["pick"].choices = choices  # type: ignore[attr-defined]


@require_GET
@staff_door(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The hottest of a period."""
    _require_all(actor_of(request))
    period = period_of(request, clock.now())
    context = {
        "period": period,
        "topics": queries.hottest(period.since, period.until),
        "many": MANY,
        "most": queries.MOST,
    }
    return render(request, "console/centre/topics.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(*READERS)
def topic(request: HttpRequest, key: UUID) -> HttpResponse:
    """One topic with its cases; when posted, the picked ones follow one of them."""
    actor = actor_of(request)
    _require_all(actor)
    one = queries.topic(key)
    if request.method != "POST":
        return _page(request, one, None)
    picked = [*request.POST.getlist("pick")[:MOST], request.POST.get("into", "")]
    keys = [found for text in picked if (found := read_key(text))]
    form = JoinForm(request.POST, cases=list(queries.cases_of(one).filter(pk__in=keys)))
    if not form.is_valid():
        return _page(request, one, form, 422)
    given = form.cleaned_data
    rows = joining.join(
        case_ids=[UUID(text) for text in given["pick"]],
        into=UUID(given["into"]),
        reason=given["reason"],
        actor=actor,
        now=clock.now(),
    )
    request.session[REPORT] = [_told(row) for row in rows]
    return redirect("console:topic_joined", key)


def _told(row: Joined) -> dict[str, Any]:
    """What became of one case, as the report keeps it: without names or texts of requesters."""
    return {"case": str(row.case.pk), "number": str(row.case), "done": row.done, "told": row.told}


@require_GET
@staff_door(*READERS)
def joined(request: HttpRequest, key: UUID) -> HttpResponse:
    """What became of the cases that were to follow, row by row."""
    _require_all(actor_of(request))
    rows = request.session.get(REPORT, [])
    done = sum(row["done"] for row in rows)
    context = {"topic": queries.topic(key), "rows": rows, "done": done, "left": len(rows) - done}
    return render(request, "console/centre/topic_joined.html", context)


def _require_all(actor: Actor) -> None:
    if not scope.sees_all_cases(actor):
        raise MissingDuty


def _page(request: HttpRequest, one: Topic, form: JoinForm | None, status: int = 200) -> HttpResponse:
    page = paging.page(
        queries.cases_of(one),
        "received_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    actor = actor_of(request)
    open_here = [case for case in page.rows if case.state in OPEN]
    followers = {
        case.pk
        for case in open_here
        if (case.state, Move.MERGE) in MOVES and scope.may(actor, Move.MERGE, case)
    }
    context = {
        "topic": one,
        "page": page,
        "followers": followers,
        "open": {case.pk for case in open_here},
        "may_join": bool(followers) and len(open_here) > 1,
        "form": form or JoinForm(cases=open_here),
        # Who asked first has waited longest, so theirs is proposed.
        "into": str(form["into"].value() if form else open_here[-1].pk) if open_here else "",
        "picked": set(form["pick"].value() or []) if form else {str(key) for key in followers},
    }
    return render(request, "console/centre/topic.html", context, status=status)
