"""Where a member of staff lands: the desk of the first duty they hold."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from fenbo.cases import scope
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline.scope import groups_of

# In the order in which somebody with several duties is led to a desk.
DESKS = (
    (Duty.DISPATCH, "console:queue"),
    (Duty.TAKE_IN, "console:queue"),
    (Duty.REVIEW, "console:queue"),
    (Duty.PUBLISH, "console:queue"),
    (Duty.HANDLE, "console:inbox"),
    (Duty.FOLLOW_UP, "console:calls"),
    (Duty.LEAD, "console:figures"),
    (Duty.SUPERVISE, "console:warnings"),
    (Duty.EDIT, "console:entries"),
    (Duty.ADMINISTER, "admin:index"),
    (Duty.SECURE, "admin:index"),
    (Duty.AUDIT, "admin:index"),
)


@require_GET
@staff_door()
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if groups_of(actor) and not scope.sees_all_cases(actor):
        return redirect("console:support")
    if actor.has(Duty.TAKE_IN) and not scope.sees_all_cases(actor):
        return redirect("console:intake")
    for duty, name in DESKS:
        if actor.has(duty):
            return redirect(name)
    return render(request, "console/no_duty.html")
