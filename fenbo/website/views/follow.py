"""Following one's own case: opened by number and query code, then read and gone on with."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fenbo.cases import opened, proved
from fenbo.cases.lifecycle import OPEN, CaseState
from fenbo.cases.models import Case
from fenbo.cases.opening import open_with_code, own_case, own_cases
from fenbo.cases.standing import standing
from fenbo.cases.timeline import for_requester
from fenbo.core.errors import OutOfScope, Refused
from fenbo.core.forms import refuse
from fenbo.core.ids import read_public_number, show_public_number
from fenbo.files.models import Attachment
from fenbo.files.queries import attachments_of
from fenbo.files.serving import serve
from fenbo.website.following import OpenForm, OwnForm
from fenbo.website.frame import private
from fenbo.website.limits import TooOften, check_guess
from fenbo.website.steps import STEPS, SUPPLEMENT, is_offered


@private("GET", "HEAD", "POST")
def track(request: HttpRequest) -> HttpResponse:
    """Number and query code open the case in this browser; those opened before are a click away."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _open(request, form)
            except TooOften as refusal:
                status = refuse(form, refusal)
    mine = own_cases(opened.requester_here(request))
    return render(request, "website/track.html", {"form": form, "mine": mine}, status=status)


def _open(request: HttpRequest, form: OpenForm) -> HttpResponse:
    number = form.cleaned_data["number"]
    check_guess(request, read_public_number(number) or "")
    found = open_with_code(number, form.cleaned_data["code"])
    if found is None:
        form.add_error(None, _("编号或查询码不对，请对照短信或回执再输一次。"))
        mine = own_cases(opened.requester_here(request))
        return render(request, "website/track.html", {"form": form, "mine": mine}, status=422)
    response = redirect("website:case", read_public_number(number))
    opened.open_case(request, response, found)
    return response


@private("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Forget every case that was opened here: for computers that others use too."""
    messages.success(request, _("已退出，这台设备上不再能看到您的诉求。"))
    response = redirect("website:track")
    opened.close_all(response)
    proved.leave(response)
    return response


@private()
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where it is, who has it, since when and until when; what was answered; what can be done."""
    return _show(request, own_case(opened.requester(request), number))


@private("POST")
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One step of the requester; what is refused comes back on the page with all that was typed."""
    actor = opened.requester(request)
    row, step = own_case(actor, number), STEPS.get(name)
    if step is None:
        raise OutOfScope
    form = step.form(request.POST, request.FILES, prefix=name)
    if not form.is_valid():
        return _show(request, row, name, form, 422)
    try:
        step.perform(row, form.given(), actor)
    except Refused as refusal:
        row = own_case(actor, number)
        form.renew(row.version)
        return _show(request, row, name, form, refuse(form, refusal))
    messages.success(request, str(step.done))
    unsolved = name == "rate" and not form.cleaned_data["solved"] and is_offered(row, STEPS["again"])
    return redirect(reverse("website:case", args=[number]) + ("?step=again#again" if unsolved else ""))


def _show(
    request: HttpRequest, row: Case, name: str = "", form: OwnForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "case": row,
        "number": show_public_number(row.number),
        "standing": standing(row),
        "entries": list(reversed(for_requester(row))),
        "files": _files(row),
        "steps": _forms(row, name or request.GET.get("step", ""), form),
        "failed": form,
        "is_open": row.state in (*OPEN, CaseState.MERGED),
        "question": next(
            (one for one in row.supplements.all() if not one.supplied_at and not one.lapsed_at), None
        ),
    }
    return render(request, "website/case.html", context, status=status)


def _forms(row: Case, name: str, form: OwnForm | None) -> list[dict[str, Any]]:
    """What is offered now, and what was just refused even if it no longer is: nothing typed disappears."""
    return [
        {
            "key": key,
            "step": step,
            "form": form if form and key == name else step.form(prefix=key, initial={"version": row.version}),
            "url": reverse("website:act", args=[row.number, key]),
            "open": key == name or step.is_likely(row),
        }
        for key, step in STEPS.items()
        if (form and key == name) or is_offered(row, step)
    ]


def _files(row: Case) -> list[dict[str, Any]]:
    """What the requester brought; the papers of units are theirs to show."""
    return [
        {"name": one.name, "size": one.size, "url": reverse("website:file", args=[row.number, one.pk])}
        for one in _own_files(row)
    ]


def _own_files(row: Case) -> list[Attachment]:
    return [one for one in attachments_of(row.pk) if not one.label or one.label.startswith(SUPPLEMENT)]


@private()
def file(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """One of the requester's own files."""
    row = own_case(opened.requester(request), number)
    found = next((one for one in _own_files(row) if one.pk == key), None)
    if found is None:
        raise OutOfScope
    return serve(found)
