"""Collected answers at the editors' desk."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.console.frame import perform
from fenbo.console.knowledge import forms, papers
from fenbo.core import clock, paging
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.knowledge import queries
from fenbo.knowledge.models import Collection
from fenbo.knowledge.operations import collections as operations

door = staff_door(Duty.EDIT, Duty.REVIEW)


@require_GET
@door
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = paging.page(
        queries.desk_collections(actor),
        "updated_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    context = {"page": page, "may_write": actor.has(Duty.EDIT)}
    return render(request, "console/knowledge/collections.html", context)


def _looks(request: HttpRequest) -> bool:
    """Whether cases are looked for, before anything is saved."""
    return request.POST.get("step") == "find"


def _form(
    request: HttpRequest, form: forms.CollectionForm, back: str, title: str, status: int
) -> HttpResponse:
    found = form.look() if _looks(request) else None
    context = {"form": form, "back": back, "title": title, "found": found}
    return render(request, "console/knowledge/collection_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def new(request: HttpRequest) -> HttpResponse:
    form = forms.NewCollectionForm(request.POST or None)

    def again(status: int) -> HttpResponse:
        return _form(request, form, reverse("console:collections"), _("新建集中解答"), status)

    if request.method == "GET" or _looks(request):
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.begin(
            gathering=form.gathering(),
            owner=forms.owner_of(values, actor_of(request)),
            actor=actor_of(request),
            now=clock.now(),
        ),
        done=_("草稿已保存。"),
        to=lambda page: reverse("console:collection", args=[page.pk]),
        again=again,
    )


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    page, _told = queries.desk_collection(actor_of(request), key)
    form = forms.CollectionForm(
        request.POST or None, version=page.version, initial=forms.collection_initial(page)
    )

    def again(status: int) -> HttpResponse:
        if status == 409:
            form.renew(page.version)
        return _form(request, form, reverse("console:collection", args=[key]), _("修改集中解答"), status)

    if request.method == "GET" or _looks(request):
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.write(
            collection_id=key,
            gathering=form.gathering(),
            actor=actor_of(request),
            now=clock.now(),
            version=values.get("version"),
        ),
        done=_("草稿已保存，发布前须再次复核。"),
        to=reverse("console:collection", args=[key]),
        again=again,
    )


@require_GET
@door
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key, None, 200)


def _show(request: HttpRequest, key: UUID, form: forms.RemarkForm | None, status: int) -> HttpResponse:
    page, told = queries.desk_collection(actor_of(request), key)
    if form is not None:
        form.renew(page.version)
    context = {
        "collection": page,
        "told": told,
        "actions": papers.actions(request, page),
        "form": form or forms.RemarkForm(version=page.version),
    }
    return render(request, "console/knowledge/collection.html", context, status=status)


@require_http_methods(["POST"])
@door
def act(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    return papers.act(
        request,
        Collection.objects.all(),
        key,
        name,
        to="console:collection",
        again=lambda form, status: _show(request, key, form, status),
    )
