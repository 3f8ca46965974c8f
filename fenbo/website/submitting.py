"""The submission: its form, and how what was typed becomes a request."""

import re
import unicodedata
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case, Channel, RequesterKind
from fenbo.cases.operations.intake import (
    LONGEST,
    NOT_YET,
    PHONE,
    SHORTEST,
    WHO_LONGEST,
    Request,
    Who,
    submit,
)
from fenbo.cases.operations.texts import clean
from fenbo.catalogue.kinds import Kind
from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import Refused
from fenbo.core.forms import refuse
from fenbo.directory.actors import Actor
from fenbo.files.forms import FilesField
from fenbo.files.operations import attach
from fenbo.publication.previewing import Preview, preview
from fenbo.website import choices
from fenbo.website.fields import Line, Lines, OneOfMany, YesNo

KINDS = [
    (Kind.CONSULTATION, _("咨询：想了解政策、手续")),
    (Kind.HELP, _("求助：遇到困难，需要帮忙")),
    (Kind.COMPLAINT, _("投诉：对办事、服务不满意")),
    (Kind.REPORT, _("举报：反映违法违规，为您保密，不公开")),
    (Kind.SUGGESTION, _("建议")),
    (Kind.PRAISE, _("表扬")),
]
# Who brought the files, as staff see it.
UPLOADER = "诉求人"


class SubmitForm(forms.Form):
    """Everything but the files, which follow when the text has been looked over."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("您要反映的是"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择类型，不确定就选“求助”。"), "invalid_choice": _("请选择类型。")},
    )
    content = Lines(
        label=_("发生了什么事"),
        max_length=LONGEST["content"],
        min_length=SHORTEST,
        help_text=_("写清时间、地点、经过。不要写身份证号、银行卡号。"),
        error_messages={
            "required": _("请写明发生了什么事。"),
            "min_length": _("请写明发生了什么事，至少五个字。"),
        },
    )
    wish = Lines(
        label=_("希望怎样解决"),
        max_length=LONGEST["wish"],
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    title = Line(
        label=_("用一句话概括"),
        max_length=LONGEST["title"],
        required=False,
        help_text=_("不填就用开头的一句。"),
    )
    target = Line(
        label=_("涉及的人或单位"),
        max_length=LONGEST["target"],
        required=False,
        help_text=_("投诉、举报时请写明。只给工作人员看，不公开。"),
    )
    occurred_on = forms.DateField(
        label=_("哪一天发生的"),
        required=False,
        help_text=_("记不清可以不填。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期不对，请按 2020-03-09 的样子填写。")},
    )
    region = OneOfMany(
        label=_("发生在哪里"),
        required=False,
        choices=choices.place_or_none,
        known=choices.place_codes,
        error_messages={"invalid_choice": _("没有这个地区，请重新选择。")},
    )
    place = Line(
        label=_("具体地点"),
        max_length=LONGEST["place"],
        required=False,
        help_text=_("只给办理单位看，不公开。"),
    )
    is_anonymous = forms.BooleanField(
        label=_("匿名提交"),
        required=False,
        help_text=_("不留姓名和电话；我们无法联系您，只能凭查询码查看结果。"),
    )
    who = forms.ChoiceField(
        label=_("您是"), choices=RequesterKind, widget=forms.RadioSelect, initial=RequesterKind.PERSON
    )
    name = Line(label=_("姓名或称呼"), max_length=WHO_LONGEST["name"], required=False)
    phone = Line(
        label=_("电话"),
        max_length=40,
        required=False,
        help_text=_("办理单位用它联系您，加密保存，不公开。"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    firm_name = Line(
        label=_("企业名称"),
        max_length=WHO_LONGEST["firm_name"],
        required=False,
        help_text=_("代表企业时填写。"),
    )
    is_confidential = forms.BooleanField(
        label=_("要求保密"), required=False, help_text=_("办理单位不会知道您是谁，诉求也不公示。")
    )
    may_publish = YesNo(
        label=_("办结后，可以把隐去个人信息的诉求和答复公示吗？"),
        yes=_("可以，给有同样问题的人参考"),
        no=_("不可以"),
        help_text=_("公示前由另一位工作人员复核；以后您随时可以申请撤下。"),
    )

    def clean_submission_key(self) -> UUID:
        """A form that came without one gets one now: it is sent again with it from here on."""
        return self.cleaned_data["submission_key"] or uuid4()

    def clean_occurred_on(self) -> date | None:
        day: date | None = self.cleaned_data["occurred_on"]
        if day and day > clock.now().astimezone(SHANGHAI).date():
            raise forms.ValidationError(NOT_YET)
        return day

    def clean_phone(self) -> str:
        phone = re.sub(r"[\s\-—()（）]", "", unicodedata.normalize("NFKC", self.cleaned_data["phone"]))
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("电话号码不对，请只填数字，例如手机号 11 位。"))
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("is_anonymous") and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("请留下电话，或者选择匿名提交。"))
        return given

    def request(self) -> Request:
        given = self.cleaned_data
        who = Who(
            kind=RequesterKind(given["who"]),
            name=given["name"],
            phone=given["phone"],
            firm_name=given["firm_name"],
            is_anonymous=given["is_anonymous"],
        )
        return Request(
            kind=Kind(given["kind"]),
            title=given["title"],
            content=given["content"],
            wish=given["wish"],
            place=given["place"],
            target=given["target"],
            occurred_on=given["occurred_on"],
            region=given["region"] or None,
            channel=Channel.WEBSITE,
            who=who,
            is_confidential=given["is_confidential"],
            may_publish=given["may_publish"],
        )

    def preview(self) -> Preview:
        """What everybody would read of it."""
        given = self.cleaned_data
        return preview(
            kind=Kind(given["kind"]),
            title=given["title"] or clean(given["content"])[:40],
            content=given["content"],
            name="" if given["is_anonymous"] else given["name"],
            firm=given["firm_name"],
            is_confidential=given["is_confidential"],
            may_publish=given["may_publish"],
        )


class FilesForm(forms.Form):
    """Photographs and papers, chosen last: a browser cannot give them back once a page was shown again."""

    files = FilesField(  # type: ignore[assignment]
        label=_("照片或文件"),
        required=False,
        help_text=_(
            "最多 6 个，每个不超过 10 MB：照片、PDF、录音。照片里的拍摄地点等信息会自动去除，附件不公示。"
        ),
    )


def receive(form: SubmitForm, files: FilesForm, *, now: datetime) -> Case | None:
    """The case, with its files; None when the intake refused something, which then stands on the form.

    Sent again with the same key it is the same case.
    """
    # Without files the intake's own transaction is all there is.
    together = transaction.atomic() if files.cleaned_data["files"] else nullcontext()
    try:
        with together:
            case = submit(
                request=form.request(),
                actor=Actor.public(),
                now=now,
                submission_key=form.cleaned_data["submission_key"],
            )
            for prepared in files.cleaned_data["files"]:
                attach(owner=case.pk, upload=prepared, actor_name=UPLOADER, now=now)
    except Refused as refusal:
        refuse(form, refusal)
        return None
    return case
