"""What callers hear: the words, the recordings in their place, and when lines are answered."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline.forms import PromptForm, SoundForm
from fenbo.core import clock
from fenbo.core.errors import OutOfScope
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.files.serving import play
from fenbo.hotline import queries, scope
from fenbo.hotline.models import Prompt, Said, Speech
from fenbo.hotline.operations import prompts as operations

LEADERS = (Duty.LEAD, Duty.SUPERVISE)


@never_cache
@require_GET
@staff_door(*LEADERS)
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    scope.require_leader(actor)
    known = {(one.said, one.speech): one for one in queries.prompts(actor)}
    rows = [(said, [(speech, known.get((said.value, speech.value))) for speech in Speech]) for said in Said]
    context = {"rows": rows, "lines": queries.lines()}
    return render(request, "console/hotline/leading/prompts.html", context)


@never_cache
@require_GET
@staff_door(*LEADERS)
def show(request: HttpRequest, said: str, speech: str) -> HttpResponse:
    return _page(request, said, speech)


@require_GET
@staff_door(*LEADERS)
def sound(request: HttpRequest, said: str, speech: str) -> HttpResponseBase:
    found = queries.recording_of(_prompt(request, said, speech))
    if found is None:
        raise OutOfScope
    return play(found, request.headers.get("Range", ""))


@require_POST
@staff_door(*LEADERS)
def write(request: HttpRequest, said: str, speech: str) -> HttpResponse:
    form = PromptForm(request.POST)
    return _run(request, said, speech, form, operations.write, _("已保存，下一位来电人听到的就是新的。"))


@require_POST
@staff_door(*LEADERS)
def record(request: HttpRequest, said: str, speech: str) -> HttpResponse:
    form = SoundForm(request.POST, request.FILES)
    done = _("录音已换上，下一位来电人听到的就是它。")
    return _run(request, said, speech, form, operations.record, done, now=clock.now())


@require_POST
@staff_door(*LEADERS)
def unrecord(request: HttpRequest, said: str, speech: str) -> HttpResponse:
    form = forms.Form(request.POST)
    return _run(request, said, speech, form, operations.unrecord, _("录音已撤下。"))


def _run(
    request: HttpRequest,
    said: str,
    speech: str,
    form: forms.Form,
    operation: Callable[..., object],
    done: str,
    **more: Any,
) -> HttpResponse:
    _prompt(request, said, speech)
    return perform(
        request,
        form,
        lambda values: operation(said=said, speech=speech, actor=actor_of(request), **values, **more),
        done=done,
        to=reverse("console:prompt", args=[said, speech]),
        again=lambda status: _page(request, said, speech, form, status),
    )


def _prompt(request: HttpRequest, said: str, speech: str) -> Prompt:
    """The row, or one that nobody has filled in yet."""
    actor = actor_of(request)
    scope.require_leader(actor)
    if said not in Said.values or speech not in Speech.values:
        raise OutOfScope
    known = {(one.said, one.speech): one for one in queries.prompts(actor)}
    return known.get((said, speech)) or Prompt(said=said, speech=speech)


def _page(
    request: HttpRequest, said: str, speech: str, refused: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    prompt = _prompt(request, said, speech)
    context = {
        "prompt": prompt,
        "recorded": queries.recording_of(prompt),
        "tibetan": prompt.speech == Speech.TIBETAN,
        "numbered": prompt.said == Said.AHEAD,
        "form": refused if isinstance(refused, PromptForm) else PromptForm(initial={"text": prompt.text}),
        "sound_form": refused if isinstance(refused, SoundForm) else SoundForm(),
        "refused": refused,
    }
    return render(request, "console/hotline/leading/prompt.html", context, status=status)
