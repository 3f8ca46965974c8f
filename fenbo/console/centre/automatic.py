"""Which subjects go out by themselves, and everything that did."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fenbo.cases import scope
from fenbo.cases.scope import centre_id
from fenbo.console.choosing import PickField
from fenbo.console.frame import perform
from fenbo.core import clock, paging
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.dispatch import automatic, queries
from fenbo.dispatch.models import Switch


class SwitchForm(forms.Form):
    category = PickField(label=gettext_lazy("分类"), options="categories")
    percent = forms.IntegerField(
        label=gettext_lazy("至少把握（%）"), min_value=Switch.LEAST, max_value=99, initial=95
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.DISPATCH, Duty.SUPERVISE, Duty.LEAD)
def index(request: HttpRequest) -> HttpResponse:
    """Everybody at the centre reads; who leads it switches on."""
    actor = actor_of(request)
    if not scope.sees_all_cases(actor):
        raise MissingDuty
    form = SwitchForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    return perform(
        request,
        form,
        lambda values: automatic.switch_on(**values, actor=actor, now=clock.now()),
        done=_("已打开。"),
        to=reverse("console:automatic"),
        again=lambda status: _page(request, form, status),
    )


def _page(request: HttpRequest, form: SwitchForm, status: int = 200) -> HttpResponse:
    before, after = request.GET.get("before"), request.GET.get("after")
    context = {
        "form": form,
        "may": actor_of(request).has(Duty.LEAD, centre_id()),
        "switches": queries.switches_on(),
        "page": paging.page(queries.sent_by_itself(), "at", before=before, after=after, descending=True),
    }
    return render(request, "console/centre/automatic.html", context, status=status)


@require_POST
@staff_door(Duty.LEAD)
def off(request: HttpRequest, key: int) -> HttpResponse:
    if automatic.switch_off(switch_id=key, actor=actor_of(request), now=clock.now()):
        messages.success(request, _("已关闭。"))
    else:
        messages.info(request, _("已经有人关闭。"))
    return redirect("console:automatic")
