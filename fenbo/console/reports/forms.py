"""What somebody may ask the list of cases for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.queries import categories
from fenbo.console.choosing import PickField, name_of
from fenbo.console.period import day_input
from fenbo.directory.duties import Duty
from fenbo.directory.queries import regions
from fenbo.reporting.models import Every, Form
from fenbo.reporting.selection import By, Selection, Standing

ALL = ("", _("全部"))


class SelectionForm(forms.Form):
    """Every field may be left empty; a choice that does not exist is an error at its field."""

    since = forms.DateField(label=_("从"), required=False, widget=day_input())
    until = forms.DateField(label=_("到"), required=False, widget=day_input())
    by = forms.ChoiceField(label=_("按"), required=False, choices=By.choices)
    region = forms.CharField(label=_("地区"), required=False)
    category = forms.CharField(label=_("分类"), required=False)
    unit = PickField(label=_("主办单位"), options="units", number=True, required=False)
    channel = forms.ChoiceField(label=_("渠道"), required=False, choices=[ALL, *Channel.choices])
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[ALL, *Kind.choices])
    standing = forms.ChoiceField(label=_("办理情况"), required=False, choices=Standing.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(one.pk, _indented(one.name, 6 - len(one.pk.rstrip("0")))) for one in regions()]
        subjects = [(one.pk, one.name if one.parent_id is None else f"　{one.name}") for one in categories()]
        self.fields["region"] = forms.ChoiceField(label=_("地区"), required=False, choices=[ALL, *places])
        self.fields["category"] = forms.ChoiceField(label=_("分类"), required=False, choices=[ALL, *subjects])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("结束日期早于开始日期。"))
        return values

    def selection(self) -> Selection:
        """Of a valid form."""
        values = self.cleaned_data
        return Selection(
            since=values["since"],
            until=values["until"],
            by=By(values["by"]),
            region=values["region"],
            category=values["category"],
            unit=values["unit"] or None,
            channel=values["channel"],
            kind=values["kind"],
            standing=Standing(values["standing"]),
        )


class AskForm(forms.Form):
    form = forms.ChoiceField(label=_("格式"), choices=Form.choices)


class KeepForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80)
    form = forms.ChoiceField(label=_("格式"), choices=Form.choices)
    every = forms.ChoiceField(label=_("多久做一次"), choices=Every.choices, required=False)
    to = forms.ChoiceField(
        label=_("送给"),
        choices=[(one.value, one.label) for one in (Duty.LEAD, Duty.SUPERVISE, Duty.DISPATCH)],
    )


def again_as_query(wanted: Selection) -> dict[str, Any]:
    """What the filter's form would have sent for it."""
    kept = wanted.as_json()
    if "unit" in kept:
        kept["unit"] = name_of("units", kept["unit"])
    return kept


def _indented(name: str, zeros: int) -> str:
    """Counties stand beneath their prefecture, prefectures beneath their province."""
    return "　" * (2 if zeros < 2 else 1 if zeros < 4 else 0) + name
