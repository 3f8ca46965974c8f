"""What the follow-up clerk fills in while speaking."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.console.frame import DeskForm
from fenbo.followup.models import Outcome

YES_NO = [("yes", _("是")), ("no", _("否"))]


def _yes(value: str) -> bool:
    return value == "yes"


class CallForm(DeskForm):
    """The operation says which of these belong together; empty answers stay away from it."""

    outcome = forms.TypedChoiceField(
        label=_("通话结果"), choices=Outcome.choices, coerce=Outcome, widget=forms.RadioSelect
    )
    solved = forms.TypedChoiceField(
        label=_("一问：问题解决了吗？"),
        choices=YES_NO,
        coerce=_yes,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    satisfied = forms.TypedChoiceField(
        label=_("二问：对办理满意吗？"),
        choices=YES_NO,
        coerce=_yes,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("诉求人意见"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("没有解决或不满意的，请记下原话要点。"),
    )
    again = forms.CharField(
        label=_("二次办理理由"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("没有解决或不满意、又在单位职责之内的填写；提交后由上一级单位重新办理。不填则只作记录。"),
    )
