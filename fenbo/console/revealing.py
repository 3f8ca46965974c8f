"""A requester in full, for a reason that stays in the journal."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case
from fenbo.cases.operations import privacy
from fenbo.core import clock
from fenbo.core.errors import OutOfScope, Refused
from fenbo.core.forms import refuse
from fenbo.directory.doors import actor_of, staff_door


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("查看理由"),
        max_length=200,
        help_text=_("例如：联系诉求人核实地点。理由和您的姓名会写入办理记录。"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door()
def reveal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Not redirected after the POST: what was revealed is shown once and stands at no address."""
    actor = actor_of(request)
    case = scope.visible_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise OutOfScope
    scope.require(actor, Move.REVEAL, case)
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revealed = privacy.reveal(
                case_id=case_id, reason=form.cleaned_data["reason"], actor=actor, now=clock.now()
            )
        except Refused as refusal:
            return _page(request, case, form, status=refuse(form, refusal))
        return render(request, "console/revealed.html", {"case": case, "pairs": pairs(revealed)})
    return _page(request, case, form, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, case: Case, form: RevealForm, *, status: int) -> HttpResponse:
    return render(request, "console/reveal.html", {"case": case, "form": form}, status=status)


def pairs(revealed: privacy.Revealed) -> list[tuple[object, str]]:
    rows = [
        (_("姓名"), revealed.name),
        (_("电话"), revealed.phone),
        (_("邮箱"), revealed.email),
        (_("证件"), revealed.id_number),
        (_("企业"), revealed.firm_name),
        (_("信用代码"), revealed.firm_code),
    ]
    return [(label, text) for label, text in rows if text]
