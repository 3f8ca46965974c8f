"""What a handling unit fills in. Limits of length are the operations': they say so at the field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import ReplyOutcome
from fenbo.cases.operations.texts import MAX_TEXT
from fenbo.console.choosing import PickField
from fenbo.console.frame import DeskForm


def area(rows: int = 4, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class SignInForm(DeskForm):
    """Nothing but the version: one press."""


class ContactForm(DeskForm):
    reached = forms.TypedChoiceField(
        label=_("是否联系上诉求人"),
        choices=[("yes", _("已联系上")), ("no", _("未联系上"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("联系情况"), widget=area(3), help_text=_("说了什么、约定了什么；未接通请写明原因。")
    )


class ReplyForm(DeskForm):
    text = forms.CharField(
        label=_("回复内容"),
        widget=area(10),
        help_text=_("直接回答诉求人的问题，写明结果、时间和联系人；不要写他人的个人信息。"),
        max_length=MAX_TEXT,
    )
    basis = forms.CharField(
        label=_("政策依据"), required=False, max_length=500, help_text=_("文件名称、文号和条款，没有可不填。")
    )


class FinalReplyForm(ReplyForm):
    outcome = forms.TypedChoiceField(
        label=_("办理结果"),
        choices=[("", _("请选择")), *ReplyOutcome.choices],
        coerce=ReplyOutcome,
        empty_value=None,
        required=False,
        help_text=_("随答复告知诉求人。"),
    )


class MeasureForm(DeskForm):
    text = forms.CharField(
        label=_("办理措施"),
        widget=area(3),
        help_text=_("做了什么：现场核查、协调会、督促付款等。诉求人看不到。"),
    )


class DelegateForm(DeskForm):
    unit = PickField(label=_("转派给下级单位"), options="units", number=True)
    instruction = forms.CharField(label=_("办理要求"), required=False, widget=area(3))


class CoUnitForm(DeskForm):
    unit = PickField(label=_("请哪个单位协办"), options="units", number=True)
    instruction = forms.CharField(label=_("请协办单位做什么"), required=False, widget=area(3))


class QuestionForm(DeskForm):
    question = forms.CharField(
        label=_("请诉求人补充什么"), widget=area(3), help_text=_("诉求人会看到这段话；等待期间时限暂停。")
    )


class ReturnForm(DeskForm):
    reason = forms.CharField(
        label=_("退单理由"),
        widget=area(3),
        help_text=_("写明依据的职责规定；诉求人会看到是谁退回、转到哪里。"),
    )
    suggested_unit = PickField(label=_("建议由谁办理"), options="units", number=True, required=False)


class ExtendForm(DeskForm):
    working_days = forms.IntegerField(
        label=_("延长几个工作日"), min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    reason = forms.CharField(label=_("延期理由"), widget=area(3))


class RemarkForm(DeskForm):
    remark = forms.CharField(label=_("意见"), widget=area(3))


class ReasonForm(DeskForm):
    reason = forms.CharField(label=_("理由"), widget=area(3))


class AgreeReturnForm(DeskForm):
    next_unit = PickField(
        label=_("改派给"), options="units", number=True, required=False, help_text=_("不填则不再转派。")
    )
    remark = forms.CharField(label=_("裁定意见"), required=False, widget=area(2))
