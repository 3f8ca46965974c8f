"""How many seats and dispatchers each hour needs, and what one more or a sooner sign-in would have changed."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fenbo.cases import scope
from fenbo.console.period import period_of
from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.reporting.planning import staffing, whatif

USUAL_MINUTES, MOST_MINUTES = 30, 24 * 60


class SignInForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("签收不超过（分钟）"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        initial=USUAL_MINUTES,
    )


@require_GET
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def index(request: HttpRequest) -> HttpResponse:
    if not scope.sees_all_cases(actor_of(request)):
        raise MissingDuty
    period = period_of(request, clock.now())
    form = SignInForm(request.GET if "minutes" in request.GET else {"minutes": USUAL_MINUTES})
    minutes = (form.cleaned_data["minutes"] if form.is_valid() else None) or USUAL_MINUTES
    seats = staffing.seats(period.first, period.last)
    dispatchers = staffing.dispatchers(period.first, period.last)
    context = {
        "period": period,
        "form": form,
        "minutes": minutes,
        "plans": [(_("话务席位"), _("来电"), seats), (_("分拨人员"), _("诉求"), dispatchers)],
        "dispatching": whatif.one_dispatcher_more(period.since, period.until),
        "signing": whatif.sooner_sign_in(period.since, period.until, limit=timedelta(minutes=minutes)),
        "chart": _chart(seats, dispatchers),
    }
    return render(request, "console/reports/planning.html", context, status=200 if form.is_valid() else 422)


def _chart(seats: staffing.Plan, dispatchers: staffing.Plan) -> dict[str, object]:
    return {
        "kind": "bar",
        "labels": [f"{hour.hour}:00" for hour in seats.hours],
        "series": [
            {"name": str(_("话务席位")), "values": [hour.needed for hour in seats.hours]},
            {"name": str(_("分拨人员")), "values": [hour.needed for hour in dispatchers.hours]},
        ],
    }
