"""The search over what is public."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.look.forms import KeptSelect
from fenbo.publication.queries import Wanted
from fenbo.website import choices
from fenbo.website.fields import Line

OFFERED = {"region": choices.any_place, "category": choices.any_subject, "unit": choices.any_unit}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("看不懂这个日期，请写成 2020-03-09。")},
    )


class SearchForm(forms.Form):
    q = Line(label=_("查找"), max_length=100, required=False)
    region = forms.ChoiceField(label=_("地区"), required=False, widget=KeptSelect)
    category = forms.ChoiceField(label=_("分类"), required=False, widget=KeptSelect)
    unit = forms.ChoiceField(label=_("答复单位"), required=False, widget=KeptSelect)
    since = _day(_("公示日期从"))
    until = _day(_("到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in OFFERED.items():
            field = self.fields[name]
            field.choices = offered()  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = str(_("没有这一项，请重新选择。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            self.add_error("until", _("结束日期早于开始日期。"))
        return given

    def wanted(self) -> Wanted:
        """What was asked for; a field that cannot be read is said so and not searched by."""
        given = self.cleaned_data
        return Wanted(
            words=given.get("q", ""),
            region=given.get("region", ""),
            category=given.get("category", ""),
            unit=int(given["unit"]) if given.get("unit") else None,
            since=given.get("since"),
            until=given.get("until"),
        )


class InstantForm(forms.Form):
    at = forms.CharField(
        label=_("截至时间"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "datetime-local", "step": "60"}),
    )

    @staticmethod
    def show(at: datetime) -> str:
        """As the browser's control wants it."""
        from fenbo.core.clock import SHANGHAI

        return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
