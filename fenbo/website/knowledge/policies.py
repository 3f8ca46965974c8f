"""Policies: which may apply, one in full, and whether it applies to me."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.directory.queries import region_chain
from fenbo.files.queries import attachments_of
from fenbo.files.serving import serve
from fenbo.knowledge import applying, queries
from fenbo.knowledge.applying import Finding, Firm
from fenbo.knowledge.models import FirmSize, Industry, Policy
from fenbo.knowledge.operations.policies import ORIGINAL, PICTURE
from fenbo.website.frame import public
from fenbo.website.knowledge import structured
from fenbo.website.knowledge.choosing import Choosing, PolicyFilter, choice

ANSWERS = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]


@public
def index(request: HttpRequest) -> HttpResponse:
    form = PolicyFilter(request.GET or None)
    rows = queries.public_policies(**form.wanted()).order_by(F("issued_on").desc(nulls_last=True), "pk")
    return render(request, "website/knowledge/policies.html", {"form": form, "rows": rows, "today": _today()})


def _today() -> date:
    return clock.now().astimezone(SHANGHAI).date()


class Checklist(Choosing):
    """The questions of one policy; what it does not depend on is not asked."""

    def __init__(self, policy: Policy, *args: Any) -> None:
        asked: dict[str, forms.Field] = {}
        for name, label, limits in (
            ("region", _("您在哪里"), policy.region_id),
            ("industry", _("您做哪一行"), policy.industries),
            ("size", _("您的规模"), policy.sizes),
        ):
            if limits:
                asked[name] = choice(label)
        # Django copies what the class declares; what this policy asks is added before the choices are filled in.
        self.base_fields = asked  # type: ignore[misc]
        super().__init__(*args)
        for demand in queries.demands_of(policy):
            self.fields[demand.key] = forms.ChoiceField(
                label=demand.question, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )


@public
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """One policy. The checklist is answered in the address, so that nobody needs an account and nothing is kept."""
    row = queries.public_policy(slug)
    checklist = Checklist(row, request.GET or None)
    kept = {label: list(attachments_of(row.pk).filter(label=label)) for label in (ORIGINAL, PICTURE)}
    context = {
        "policy": row,
        "checklist": checklist if checklist.fields else None,
        "finding": _judge(row, checklist) if checklist.is_bound else None,
        "originals": kept[ORIGINAL],
        "pictures": kept[PICTURE],
        "industries": [Industry(code).label for code in row.industries],
        "sizes": [FirmSize(code).label for code in row.sizes],
        "has_ended": queries.has_ended(row, _today()),
        "replaces": row.supersedes if row.supersedes and queries.is_public(row.supersedes) else None,
        "told": structured.policy(row, originals=kept[ORIGINAL], pictures=kept[PICTURE], on=_today()),
    }
    return render(request, "website/knowledge/policy.html", context)


def _judge(row: Policy, checklist: Checklist) -> Finding:
    given = checklist.wanted()
    return applying.judge(
        Firm(region_chain(given.get("region", "")), given.get("industry", ""), given.get("size", "")),
        {name: value == "yes" for name, value in given.items() if value in ("yes", "no")},
        region=row.region_id or "",
        industries=row.industries,
        sizes=row.sizes,
        demands=queries.demands_of(row),
    )


@public
def file(request: HttpRequest, slug: str, key: UUID) -> HttpResponseBase:
    """An original or a picture of a policy that everybody may read."""
    row = queries.public_policy(slug)
    found = attachments_of(row.pk).filter(pk=key, label__in=[ORIGINAL, PICTURE]).first()
    if found is None:
        raise Http404
    return serve(found)
