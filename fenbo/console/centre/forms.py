"""What the centre fills in. Limits of length are the operations': they say so at the field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.cases.operations.centre import Changes
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.console.choosing import PickField, PicksField
from fenbo.console.frame import DeskForm
from fenbo.core.ids import read_public_number

# What another way of law is made for (国办函〔2025〕66号), and which.
WAYS = {
    "court": (_("已经或应当通过诉讼、仲裁解决"), _("请向有管辖权的人民法院起诉，或向仲裁机构申请仲裁。")),
    "review": (_("属于行政复议范围"), _("请自知道该行政行为之日起六十日内，向行政复议机关申请行政复议。")),
    "discipline": (_("属于纪检监察机关受理范围"), _("请向纪检监察机关反映，可拨打 12388。")),
    "openness": (_("属于政府信息公开申请"), _("请向制作或保存该信息的行政机关提出政府信息公开申请。")),
    "petition": (_("已由信访部门受理或办结"), _("请向原受理的信访机构查询，或依法申请复查、复核。")),
    "police": (_("属于报警、急救或消防事项"), _("紧急情况请立即拨打 110、119 或 120。")),
    "other": (_("其他不属于本热线受理的事项"), ""),
}


def area(rows: int = 4, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class DispatchForm(DeskForm):
    lead = PickField(label=_("主办单位"), options="units", number=True)
    co_units = PicksField(label=_("协办单位"), options="units", required=False)
    instruction = forms.CharField(label=_("办理要求"), required=False, widget=area(3))
    category = PickField(label=_("分类"), options="categories", required=False)
    region = PickField(label=_("地区"), options="regions", required=False)
    urgency = forms.TypedChoiceField(label=_("紧急程度"), choices=Urgency.choices, coerce=Urgency)


class AnswerForm(DeskForm):
    text = forms.CharField(label=_("答复内容"), widget=area(8))
    basis = forms.CharField(label=_("政策依据"), required=False, help_text=_("文件名称和文号，没有可不填。"))


class NotAcceptForm(DeskForm):
    way = forms.ChoiceField(
        label=_("不予受理的情形"),
        choices=[("", _("请选择")), *((key, pair[0]) for key, pair in WAYS.items())],
    )
    reason = forms.CharField(
        label=_("具体说明"), required=False, widget=area(3), help_text=_("不填则告知上面的情形。")
    )
    legal_way = forms.CharField(
        label=_("告知的法定途径"), required=False, widget=area(2), help_text=_("不填则按情形告知。")
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        reason, way = WAYS.get(values.pop("way", ""), ("", ""))
        values["reason"] = values.get("reason") or str(reason)
        values["legal_way"] = values.get("legal_way") or str(way)
        return values


class QuestionForm(DeskForm):
    question = forms.CharField(
        label=_("请诉求人补充什么"), widget=area(3), help_text=_("诉求人会看到这段话；等待期间时限暂停。")
    )


class ReasonForm(DeskForm):
    reason = forms.CharField(label=_("理由"), widget=area(3))


class RedispatchForm(DeskForm):
    lead = PickField(label=_("改派给"), options="units", number=True)
    reason = forms.CharField(label=_("理由"), widget=area(3))


class SecondHandlingForm(DeskForm):
    reason = forms.CharField(label=_("诉求人为什么不满意"), widget=area(3))
    lead = PickField(
        label=_("由谁办理"),
        options="units",
        number=True,
        required=False,
        help_text=_("不填则由原承办单位的上一级办理。"),
    )


class TextForm(DeskForm):
    text = forms.CharField(label=_("内容"), widget=area(4))


class DecisionForm(DeskForm):
    text = forms.CharField(label=_("会议决定"), widget=area(4))
    due_at = forms.DateTimeField(
        label=_("要求完成时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class CorrectForm(DeskForm):
    title = forms.CharField(label=_("标题"), max_length=120)
    kind = forms.TypedChoiceField(label=_("类型"), choices=Kind.choices, coerce=Kind)
    urgency = forms.TypedChoiceField(label=_("紧急程度"), choices=Urgency.choices, coerce=Urgency)
    category = PickField(label=_("分类"), options="categories", required=False)
    region = PickField(label=_("地区"), options="regions", required=False)
    is_confidential = forms.BooleanField(label=_("诉求人要求保密"), required=False)
    may_publish = forms.BooleanField(label=_("诉求人同意公示"), required=False)
    under_inquiry = forms.BooleanField(label=_("正在调查"), required=False)
    names_official = forms.BooleanField(label=_("点名投诉工作人员"), required=False)

    def given(self) -> dict[str, Any]:
        values = super().given()
        version = values.pop("version", None)
        return {"changes": Changes(**values), "version": version}


class HandOffForm(DeskForm):
    unit = PickField(label=_("外地热线"), options="hotlines", number=True)
    letter = forms.CharField(label=_("转办函"), widget=area(8), help_text=_("对方会看到这段话。"))


class MergeForm(DeskForm):
    into = forms.CharField(label=_("并入哪一件"), help_text=_("另一件诉求的编号。"), max_length=40)
    reason = forms.CharField(label=_("理由"), widget=area(2), initial=_("同一事项，合并办理。"))

    def clean_into(self) -> str:
        number = read_public_number(self.cleaned_data["into"])
        if number is None:
            raise forms.ValidationError(_("编号不对，请核对 13 位数字。"))
        return number


CHECKS = {
    "answers": _("回答了所问的全部问题"),
    "grounded": _("依据真实有效，无依据的已说明理由"),
    "private": _("没有他人的姓名、电话、证件号等个人信息"),
}


class IssueForm(DeskForm):
    """The three checks are the reviewer's word that they looked; the answer goes out only with all of them."""

    text = forms.CharField(label=_("答复内容"), widget=area(10))
    basis = forms.CharField(label=_("政策依据"), required=False)
    answers = forms.BooleanField(label=CHECKS["answers"])
    grounded = forms.BooleanField(label=CHECKS["grounded"])
    private = forms.BooleanField(label=CHECKS["private"])

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if name not in CHECKS}


class RemarkForm(DeskForm):
    remark = forms.CharField(label=_("意见"), widget=area(3))


class OrderForm(DeskForm):
    """About one work order of the case."""

    order = forms.UUIDField(widget=forms.HiddenInput)


class AgreeReturnForm(OrderForm):
    next_unit = PickField(
        label=_("改派给"),
        options="units",
        number=True,
        required=False,
        help_text=_("主办单位退单后不填，诉求回到待分拨。"),
    )
    remark = forms.CharField(label=_("裁定意见"), required=False, widget=area(2))


class OrderRemarkForm(OrderForm):
    remark = forms.CharField(label=_("裁定意见"), widget=area(3))


class OptionalOrderRemarkForm(OrderForm):
    remark = forms.CharField(label=_("审批意见"), required=False, widget=area(2))
