"""Questions and answers: by subject, one, an earlier version of one, and telling that one is wrong."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.knowledge import queries
from fenbo.knowledge.operations import corrections
from fenbo.look.components import clocks
from fenbo.website.frame import private, public
from fenbo.website.knowledge import structured
from fenbo.website.sending import send


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("哪里不对"),
        max_length=500,
        widget=forms.Textarea,
        help_text=gettext_lazy("请写清哪一句不对、应该是什么。不要写姓名和电话；需要回复的请用“我要反映”。"),
    )


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every question, beneath its subject. A thousand of them are still one page that can be searched."""
    rows = queries.public_entries().select_related("current__category__parent")
    ordered = sorted(rows, key=lambda row: (row.current.category_id, row.current.question))  # type: ignore[union-attr]
    groups = [
        (subject, list(inside))
        for subject, inside in groupby(ordered, key=lambda row: row.current.category.parent)  # type: ignore[union-attr]
    ]
    return render(request, "website/knowledge/entries.html", {"groups": groups})


@public
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.public_entry(slug)
    assert row.current is not None  # the database keeps every readable entry so
    context = {
        "entry": row,
        "version": row.current,
        "beside": queries.neighbours(row),
        "told": structured.entry(row, row.current),
    }
    return render(request, "website/knowledge/entry.html", context)


@public
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The wording that an answer cited, with the way to the one in force."""
    row = queries.public_version(slug, number)
    in_use = queries.is_readable(row.entry)
    context = {
        "entry": row.entry,
        "version": row,
        "is_retired": not in_use,
        "is_current": in_use and row.pk == row.entry.current_id,
    }
    return render(request, "website/knowledge/version.html", context)


@private("GET", "HEAD", "POST")
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that an answer is wrong; what was sent is thanked with the time by which its owner settles it."""
    row, form, now = queries.public_entry(slug), CorrectionForm(request.POST or None), clock.now()
    sent = send(
        request,
        form,
        lambda values: corrections.propose(entry_id=row.pk, **values, actor=Actor.public(), now=now),
    )
    if sent.result:
        due = clocks.show(sent.result.due_at, now)
        messages.success(request, _("谢谢，已经转给责任单位核对，最迟%(due)s处理。") % {"due": due})
        return redirect("website:entry", slug)
    context = {"form": form, "question": sent.question, "entry": row, "version": row.current}
    return render(request, "website/knowledge/correct.html", context, status=sent.status)
