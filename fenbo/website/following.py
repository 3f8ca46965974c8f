"""The forms with which requesters go on with their own case."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fenbo.cases.operations.requester import MAX_SUPPLEMENT
from fenbo.cases.operations.texts import MAX_REASON
from fenbo.files.forms import FilesField
from fenbo.website.fields import Line, Lines, YesNo


class OpenForm(forms.Form):
    number = Line(
        label=_("编号"),
        max_length=60,
        help_text=_("13 位数字，例如 200309-000127-5"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请填写编号。")},
    )
    code = Line(
        label=_("查询码"),
        max_length=60,
        help_text=_("8 位字母和数字，提交时给您的；不分大小写"),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("请填写查询码。")},
    )


class OwnForm(forms.Form):
    """A form on one's own case; `version` is what the page showed, where it matters that nothing happened since."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def renew(self, version: int) -> None:
        """Let the form be sent again after its writer has seen what changed meanwhile."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data


def _reason(label: object, required: bool = True) -> Lines:
    return Lines(
        label=label,
        max_length=MAX_REASON,
        required=required,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("请写明原因。")},
    )


class SupplyForm(OwnForm):
    text = Lines(
        label=_("补充的情况"),
        max_length=MAX_SUPPLEMENT,
        error_messages={"required": _("请写明要补充的情况。")},
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("照片或文件"), required=False, help_text=_("最多 6 个，每个不超过 10 MB。")
    )


class RemindForm(OwnForm):
    text = _reason(_("想对办理单位说的话"), required=False)


class WithdrawForm(OwnForm):
    reason = _reason(_("撤回的原因"), required=False)


class RateForm(OwnForm):
    solved = YesNo(label=_("问题解决了吗？"), yes=_("解决了"), no=_("没有解决"))
    score = forms.TypedChoiceField(
        label=_("您给几分？"),
        choices=[
            (5, _("5 很满意")),
            (4, _("4 满意")),
            (3, _("3 一般")),
            (2, _("2 不满意")),
            (1, _("1 很不满意")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择 1 至 5 分。"), "invalid_choice": _("请选择 1 至 5 分。")},
    )
    remark = _reason(_("还有什么要说的"), required=False)


class AgainForm(OwnForm):
    reason = _reason(_("哪里没有解决"))


class TakeDownForm(OwnForm):
    reason = _reason(_("为什么要撤下"))
