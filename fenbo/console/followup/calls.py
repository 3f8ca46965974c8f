"""The follow-up clerk's desk: whom to call, what to say, what came of it."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenbo.cases.operations.privacy import reveal
from fenbo.console.followup.forms import CallForm
from fenbo.console.frame import perform
from fenbo.core import clock, paging
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.followup import queries
from fenbo.followup.hours import ATTEMPTS
from fenbo.followup.models import FollowUp, FollowUpState
from fenbo.followup.operations import record
from fenbo.look.components.links import Link

TABS = {"now": gettext_lazy("现在可拨"), "later": gettext_lazy("换时段再拨"), "ended": gettext_lazy("已结束")}


@require_GET
@staff_door(Duty.FOLLOW_UP)
def calls(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    tab = request.GET.get("tab", "now")
    tab = tab if tab in TABS else "now"
    due = queries.call_list(actor)
    lists = {
        "now": due.filter(queries.callable_at(now)),
        "later": due.exclude(queries.callable_at(now)),
        "ended": queries.ended(actor),
    }
    page = paging.page(
        lists[tab].annotate(tried=Count("attempts")),
        "ended_at" if tab == "ended" else "due_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=tab == "ended",
    )
    counts = queries.count_due(actor, now)
    tabs = [
        Link(str(label), f"?tab={name}", counts.get(name), name == tab, str(number))
        for number, (name, label) in enumerate(TABS.items(), 1)
    ]
    context = {"page": page, "tabs": tabs, "tab": tab, "label": TABS[tab], "attempts": ATTEMPTS}
    return render(request, "console/followup/calls.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door(Duty.FOLLOW_UP)
def call(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The script, and the form for what came of the call."""
    actor = actor_of(request)
    shown = queries.of_case(case_id, actor)
    if request.method != "POST":
        return _page(request, shown, CallForm(version=shown.case.version))
    form = CallForm(request.POST)

    def again(status: int) -> HttpResponse:
        fresh = queries.of_case(case_id, actor)
        form.renew(fresh.case.version)
        return _page(request, fresh, form, status=status)

    def run(values: dict[str, Any]) -> FollowUp:
        return record(case_id=case_id, actor=actor, now=clock.now(), **values)

    return perform(request, form, run, done=_("已记下这次回访。"), to=reverse("console:calls"), again=again)


@never_cache
@require_POST
@staff_door(Duty.FOLLOW_UP)
def number(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the number to be dialled, for the reason that it is to be dialled; it stands at no address."""
    actor = actor_of(request)
    shown = queries.of_case(case_id, actor)
    told = reveal(case_id=case_id, reason=_("回访"), actor=actor, now=clock.now())
    shown.case.refresh_from_db(fields=["version"])
    return _page(request, shown, CallForm(version=shown.case.version), phone=told.phone, name=told.name)


def _page(
    request: HttpRequest,
    shown: FollowUp,
    form: CallForm,
    *,
    phone: str = "",
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    context = {
        "shown": shown,
        "case": shown.case,
        "answers": queries.answers_of(shown),
        "attempts": list(shown.attempts.order_by("number")),
        "form": form,
        "phone": phone,
        "name": name,
        "is_due": shown.state == FollowUpState.DUE,
        "too_early": shown.next_at > now,
    }
    return render(request, "console/followup/call.html", context, status=status)
