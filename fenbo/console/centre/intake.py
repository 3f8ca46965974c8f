"""What an agent takes down from a caller or somebody at the counter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenbo.cases import queries, scope
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel, Identity, RequesterKind
from fenbo.cases.operations import intake
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.console.centre import asking, citing
from fenbo.console.centre.forms import area
from fenbo.console.choosing import PickField
from fenbo.console.frame import perform
from fenbo.console.hotline import inquiries
from fenbo.core import clock
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.core.ids import new_id
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.files import operations as files
from fenbo.files.forms import FilesField
from fenbo.hotline import queries as hotline
from fenbo.hotline.operations import working
from fenbo.knowledge.operations.answering import answer_from_entry
from fenbo.notices import operations as notices
from fenbo.notices.models import By
from fenbo.notices.operations import can_be_texted
from fenbo.notices.queries import text_waits
from fenbo.notices.sending import connected
from fenbo.notices.texts import Text

D = Duty
TAKEN = "taken"
DRAFTS = 100
CHANNELS = (Channel.HOTLINE, Channel.WALK_IN, Channel.OTHER_HOTLINE, Channel.WECHAT, Channel.WEBSITE)


class IntakeForm(citing.CitingForm):
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("渠道"), choices=[(one.value, one.label) for one in CHANNELS])
    kind = forms.ChoiceField(
        label=_("类型"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.CONSULTATION
    )
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices)
    phone = forms.CharField(
        label=_("来电号码"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    requester_kind = forms.ChoiceField(label=_("诉求人"), choices=RequesterKind.choices)
    firm_name = forms.CharField(label=_("企业名称"), required=False, max_length=120)
    firm_code = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=18)
    is_anonymous = forms.BooleanField(label=_("匿名"), required=False)
    is_confidential = forms.BooleanField(label=_("要求保密"), required=False)
    may_publish = forms.BooleanField(label=_("同意隐去个人信息后公示"), required=False)
    title = forms.CharField(
        label=_("标题"), required=False, max_length=120, help_text=_("不填则取内容的前四十字。")
    )
    content = forms.CharField(
        label=_("内容"), widget=area(8), help_text=_("五要素：时间、地点、人物、事件、诉求。")
    )
    wish = forms.CharField(label=_("诉求目的"), required=False, max_length=500)
    region = PickField(label=_("地区"), options="regions", required=False)
    place = forms.CharField(label=_("地点"), required=False, max_length=200)
    target = forms.CharField(label=_("被反映对象"), required=False, max_length=200)
    occurred_on = forms.DateField(
        label=_("发生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    category = PickField(label=_("分类"), options="categories", required=False)
    text_message = forms.BooleanField(label=_("短信告知编号和查询码"), required=False)
    call_id = forms.CharField(label=_("通话编号"), required=False, max_length=64)
    origin = forms.CharField(label=_("来源单号"), required=False, max_length=64)
    files = FilesField(label=_("附件"), required=False)  # type: ignore[assignment]


def as_request(values: Mapping[str, Any]) -> intake.Request:
    who = intake.Who(
        kind=values["requester_kind"],
        name=values["name"],
        phone=values["phone"],
        firm_name=values["firm_name"],
        firm_code=values["firm_code"],
        is_anonymous=values["is_anonymous"],
    )
    same = (
        "title", "content", "category", "region", "wish", "place", "target", "occurred_on", "call_id", "origin",
        "is_confidential", "may_publish",
    )  # fmt: skip
    return intake.Request(
        who=who,
        kind=Kind(values["kind"]),
        channel=Channel(values["channel"]),
        urgency=Urgency(values["urgency"]),
        **{name: values[name] for name in same},
    )


def as_initial(case: Case) -> dict[str, Any]:
    """A draft as the form shows it."""
    who = case.requester
    same = (
        "title", "content", "wish", "place", "target", "occurred_on", "call_id", "origin", "is_confidential",
        "may_publish", "kind", "channel", "urgency",
    )  # fmt: skip
    return {name: getattr(case, name) for name in same} | {
        "category": case.category_id,
        "region": case.region_id,
        "requester_kind": who.kind,
        "name": who.name,
        "phone": who.phone,
        "firm_name": who.firm_name,
        "firm_code": who.firm_code,
        "is_anonymous": who.identity == Identity.ANONYMOUS,
    }


@require_http_methods(["GET", "POST"])
@staff_door(D.TAKE_IN, D.DISPATCH)
def new(request: HttpRequest) -> HttpResponse:
    """A new request; with `save` it is kept as a draft, which no clock runs against."""
    if request.method != "POST":
        call = hotline.call_of(actor_of(request), request.GET.get("call", ""))
        heard = (
            {"phone": call.phone, "call_id": call.call_id, "text_message": can_be_texted(call.phone)}
            if call
            else {}
        )
        form = IntakeForm(initial={"submission_key": new_id(), "channel": Channel.HOTLINE, **heard})
        return _page(request, form, None, 200)
    form = IntakeForm(request.POST, request.FILES)
    return _keep(request, form, None)


@require_http_methods(["GET", "POST"])
@staff_door(D.TAKE_IN, D.DISPATCH)
def draft(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A draft taken up again."""
    case = _draft(actor_of(request), case_id)
    if request.method != "POST":
        return _page(request, IntakeForm(initial=as_initial(case) | {"submission_key": new_id()}), case, 200)
    return _keep(request, IntakeForm(request.POST, request.FILES), case)


def _draft(actor: Actor, case_id: UUID) -> Case:
    drafts = scope.visible_cases(actor).filter(state=CaseState.DRAFT).select_related("requester")
    case = drafts.filter(pk=case_id).first()
    if case is None:
        raise OutOfScope
    return case


def _keep(request: HttpRequest, form: IntakeForm, case: Case | None) -> HttpResponse:
    saving = "save" in request.POST
    if saving:
        # A half-written request may be kept as it is.
        form.fields["content"].required = False
    answering = "answer_now" in request.POST and not saving
    form.fields["answer"].required = answering

    def keep(values: Mapping[str, Any]) -> Case:
        actor = actor_of(request)
        return _save(values, case, actor) if saving else _submit(values, case, actor, answering=answering)

    return perform(
        request,
        form,
        keep,
        done=_("草稿已保存。")
        if saving
        else _("已受理并当场答复。")
        if answering
        else _("已受理，时限开始计算。"),
        to=lambda kept: _onward(request, kept, saving=saving),
        again=lambda status: _page(request, form, case, status),
    )


def _submit(values: Mapping[str, Any], case: Case | None, actor: Actor, *, answering: bool) -> Case:
    """All of it or nothing: an answer that cannot be given leaves no case behind, and the form as it was."""
    now = clock.now()
    with transaction.atomic():
        if case is not None:
            kept = intake.submit_draft(case_id=case.pk, request=as_request(values), actor=actor, now=now)
        else:
            key = values["submission_key"]
            kept = intake.submit(request=as_request(values), actor=actor, now=now, submission_key=key)
        working.link_case(call_id=values["call_id"], case_id=kept.pk, actor=actor)
        _attach(kept, values, actor)
        asking.taken_in(values["submission_key"])
        if values["text_message"]:
            _queue_text(kept, values["phone"], now)
        if answering and kept.state == CaseState.RECEIVED:
            kept = answer_from_entry(
                case_id=kept.pk,
                # A key that is no entry's is told as one that was retired: not found.
                entry_id=values["entry"] or kept.pk,
                text=values["answer"],
                number=values["entry_version"],
                actor=actor,
                now=now,
            )
    return kept


def _queue_text(case: Case, phone: str, now: datetime) -> None:
    """Number and query code by short message."""
    phone = "".join(filter(str.isdecimal, phone))
    if not can_be_texted(phone):
        raise InvalidInput(gettext("短信只能发到 11 位手机号。"), field="text_message")
    notices.tell(
        key=f"{case.pk}:{Text.RECEIVED}",
        kind=Text.RECEIVED,
        reaches=[notices.Reach(By.SMS, phone)],
        values={"number": str(case), "code": case.query_code, "site": settings.SITE_URL},
        subject=case.pk,
        now=now,
    )


def _save(values: Mapping[str, Any], case: Case | None, actor: Actor) -> Case:
    """A draft saved again takes the place of the old one."""
    now = clock.now()
    with transaction.atomic():
        if case is not None:
            intake.discard_draft(case_id=case.pk, actor=actor, now=now)
        kept = intake.save_draft(request=as_request(values), actor=actor, now=now)
        _attach(kept, values, actor)
    return kept


def _attach(case: Case, values: Mapping[str, Any], actor: Actor) -> None:
    for upload in values["files"]:
        files.attach(owner=case.pk, upload=upload, actor_name=actor.name, now=clock.now())


def _onward(request: HttpRequest, case: Case, *, saving: bool) -> str:
    if saving:
        return reverse("console:drafts")
    request.session[TAKEN] = str(case.pk)
    return reverse("console:taken")


def _page(request: HttpRequest, form: IntakeForm, case: Case | None, status: int) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {"form": form, "draft": case, "may_save": scope.sees_all_cases(actor)}
    context |= citing.cited(form)
    if hotline.session_of(actor):
        # Whoever writes a case during a call sees here what the support group answers.
        context |= inquiries.beside(actor, inquiries.current_call(actor))
        context["live"] = f"{settings.LIVE_URL}/live/desk"
    return render(request, "console/centre/intake.html", context, status=status)


@require_GET
@staff_door(D.TAKE_IN, D.DISPATCH)
def taken(request: HttpRequest) -> HttpResponse:
    """Number and query code, to be read out to the caller; only for what was taken in this session."""
    key = request.session.get(TAKEN)
    if key is None:
        return redirect("console:intake")
    actor = Actor.requester([UUID(key)])
    case = get_object_or_404(scope.visible_cases(actor), pk=key)
    context = {
        "case": case,
        "answer": case.answers.order_by("issued_at").last(),
        "is_text_waiting": text_waits(case.pk),
        "has_gateway": By.SMS in connected(Text.RECEIVED),
    }
    return render(request, "console/centre/taken.html", context)


@require_GET
@staff_door(D.TAKE_IN, D.DISPATCH)
def drafts(request: HttpRequest) -> HttpResponse:
    rows = queries.drafts(actor_of(request)).order_by("-pk")[:DRAFTS]
    return render(request, "console/centre/drafts.html", {"rows": rows})


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def discard(request: HttpRequest, case_id: UUID) -> HttpResponse:
    intake.discard_draft(case_id=case_id, actor=actor_of(request), now=clock.now())
    messages.success(request, str(_("草稿已删除。")))
    return redirect("console:drafts")
