"""Submitting: write, look at what will be public, send, and get number and query code."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fenbo.cases import opened
from fenbo.cases.opening import own_cases
from fenbo.core import clock
from fenbo.core.forms import refuse
from fenbo.core.ids import show_public_number
from fenbo.officialaccount import scripts
from fenbo.website import questions
from fenbo.website.frame import private
from fenbo.website.knowledge import asking
from fenbo.website.limits import TooOften, check_submission
from fenbo.website.submitting import FilesForm, SubmitForm, receive

SEND, EDIT = "send", "edit"


@private("GET", "HEAD", "POST")
def submit(request: HttpRequest) -> HttpResponse:
    """One address for writing, looking over and sending, so that what a browser kept can be sent from any of them."""
    if request.method != "POST":
        # A poster's code names its county.
        chosen = {"submission_key": uuid4(), "region": request.GET.get("region", "")}
        return _write(request, SubmitForm(initial=chosen))
    form, step = SubmitForm(request.POST), request.POST.get("step", "")
    if not form.is_valid():
        return _write(request, form, 422)
    if step == EDIT:
        return _write(request, form)
    files = FilesForm(request.POST, request.FILES)
    if step != SEND:
        return _look_over(request, form, FilesForm())
    if not files.is_valid():
        return _look_over(request, form, files, 422)
    return _send(request, form, files)


def _send(request: HttpRequest, form: SubmitForm, files: FilesForm) -> HttpResponse:
    if question := questions.wanted(request):
        return _look_over(request, form, files, 422, question)
    try:
        check_submission(request)
    except TooOften as refusal:
        return _look_over(request, form, files, refuse(files, refusal))
    case = receive(form, files, now=clock.now())
    if case is None:
        return _write(request, form, 422)
    asking.submitted(request)
    response = redirect("website:receipt")
    is_as_sent = case.content == form.cleaned_data["content"]
    opened.open_sent(request, response, case.pk, is_as_sent=is_as_sent)
    return response


def _write(request: HttpRequest, form: SubmitForm, status: int = 200) -> HttpResponse:
    signed = scripts.for_page(request, clock.now())
    context = {"form": form, "wechat": signed}
    return scripts.admit(render(request, "website/submit.html", context, status=status), signed)


def _look_over(
    request: HttpRequest,
    form: SubmitForm,
    files: FilesForm,
    status: int = 200,
    question: questions.QuestionForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "files": files,
        "preview": form.preview(),
        "pairs": _pairs(form),
        "question": question,
    }
    return render(request, "website/look_over.html", context, status=status)


def _pairs(form: SubmitForm) -> list[tuple[str, str]]:
    """What only staff will see, in the words of the form."""
    given = form.cleaned_data
    shown = {**given, "region": dict(_flat(form)).get(given["region"], "")}
    who = " ".join(filter(None, (given["name"], given["phone"], given["firm_name"])))
    who = _("匿名") if given["is_anonymous"] else who
    names = ("content", "wish", "target", "occurred_on", "region", "place")
    rows = [(str(form.fields[name].label), str(shown[name])) for name in names if shown[name]]
    return [*rows, (_("您"), who + (_("（要求保密）") if given["is_confidential"] else ""))]


def _flat(form: SubmitForm) -> list[tuple[str, str]]:
    choices = form.fields["region"].choices  # type: ignore[attr-defined]
    return [(key, str(name)) for _group, rows in choices if isinstance(rows, list) for key, name in rows]


@private()
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and query code, for as long as this browser keeps the case open."""
    mine = opened.opened(request)
    case = own_cases(opened.requester_here(request)).filter(pk=mine.sent).first() if mine.sent else None
    if case is None:
        return redirect("website:track")
    context = {"case": case, "number": show_public_number(case.number), "is_new": mine.is_as_sent}
    return render(request, "website/receipt.html", context)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that lay open too long: the submission comes back with all that was typed, others say what to do."""
    from django.views.csrf import csrf_failure

    if request.path != "/submit/" or request.method != "POST":
        return csrf_failure(request, reason)
    form = SubmitForm(request.POST)
    form.add_error(None, _("页面放得太久，还没有提交。内容都在，请再按一次。"))
    response = _write(request, form, 403)
    response.headers["Cache-Control"] = "no-store, private"
    return response
