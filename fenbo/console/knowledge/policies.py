"""Policies at the editors' desk."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.console.frame import perform
from fenbo.console.knowledge import forms, papers
from fenbo.core import clock, paging
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.files.queries import attachments_of
from fenbo.files.serving import serve
from fenbo.knowledge import queries
from fenbo.knowledge.models import Policy
from fenbo.knowledge.operations import policies as operations
from fenbo.notices.queries import waiting_of
from fenbo.notices.texts import FOR_SUBSCRIBERS

door = staff_door(Duty.EDIT, Duty.REVIEW)


@require_GET
@door
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = paging.page(
        queries.desk_policies(actor),
        "updated_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    context = {
        "page": page,
        "may_write": actor.has(Duty.EDIT),
        "mail": waiting_of(FOR_SUBSCRIBERS),
        "sends_mail": settings.SENDS_MAIL,
    }
    return render(request, "console/knowledge/policies.html", context)


def _form_page(
    request: HttpRequest, form: django_forms.Form, back: str, title: str, status: int
) -> HttpResponse:
    context = {"form": form, "back": back, "title": title}
    return render(request, "console/knowledge/paper_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def new(request: HttpRequest) -> HttpResponse:
    form = forms.NewPolicyForm(request.POST or None)

    def again(status: int) -> HttpResponse:
        return _form_page(request, form, reverse("console:policies"), _("登记政策"), status)

    if request.method == "GET":
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.begin(
            document=form.document(),
            owner=forms.owner_of(values, actor_of(request)),
            actor=actor_of(request),
            now=clock.now(),
        ),
        done=_("草稿已保存。"),
        to=lambda policy: reverse("console:policy", args=[policy.pk]),
        again=again,
    )


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    policy = queries.desk_policy(actor_of(request), key)
    form = forms.PolicyForm(
        request.POST or None, version=policy.version, initial=forms.policy_initial(policy)
    )

    def again(status: int) -> HttpResponse:
        if status == 409:
            form.renew(policy.version)
        return _form_page(request, form, reverse("console:policy", args=[key]), _("修改政策"), status)

    if request.method == "GET":
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.write(
            policy_id=key,
            document=form.document(),
            actor=actor_of(request),
            now=clock.now(),
            version=values.get("version"),
        ),
        done=_("草稿已保存，发布前须再次复核。"),
        to=reverse("console:policy", args=[key]),
        again=again,
    )


@require_GET
@door
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key, None, 200)


def _show(request: HttpRequest, key: UUID, form: forms.RemarkForm | None, status: int) -> HttpResponse:
    policy = queries.desk_policy(actor_of(request), key)
    if form is not None:
        form.renew(policy.version)
    context = {
        "policy": policy,
        "files": list(attachments_of(key)),
        "actions": papers.actions(request, policy),
        "form": form or forms.RemarkForm(version=policy.version),
    }
    return render(request, "console/knowledge/policy.html", context, status=status)


@require_http_methods(["POST"])
@door
def act(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    return papers.act(
        request,
        Policy.objects.all(),
        key,
        name,
        to="console:policy",
        again=lambda form, status: _show(request, key, form, status),
    )


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def original(request: HttpRequest, key: UUID) -> HttpResponse:
    return _attach(request, key, forms.OriginalForm, _("上传原件"), operations.attach_original)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def picture(request: HttpRequest, key: UUID) -> HttpResponse:
    return _attach(request, key, forms.PictureForm, _("上传图解"), operations.attach_picture)


def _attach(request: HttpRequest, key: UUID, kind: Any, title: str, operation: Any) -> HttpResponse:
    queries.desk_policy(actor_of(request), key)
    form = kind(request.POST or None, request.FILES or None)
    back = reverse("console:policy", args=[key])

    def run(values: dict[str, Any]) -> object:
        upload = values.pop("file")
        return operation(policy_id=key, upload=upload, actor=actor_of(request), now=clock.now(), **values)

    if request.method == "GET":
        return _form_page(request, form, back, title, 200)
    return perform(
        request,
        form,
        run,
        done=_("已上传。"),
        to=back,
        again=lambda status: _form_page(request, form, back, title, status),
    )


@require_GET
@door
def file(request: HttpRequest, key: UUID, file_id: UUID) -> HttpResponseBase:
    queries.desk_policy(actor_of(request), key)
    found = attachments_of(key).filter(pk=file_id).first()
    if found is None:
        raise Http404
    return serve(found)
