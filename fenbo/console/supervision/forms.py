"""What a supervisor fills in. Limits of length are the operations': they say so at the field."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.hops import Hop
from fenbo.console.choosing import PickField
from fenbo.console.frame import DeskForm
from fenbo.supervision.models import Finding, Weight


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def due_field(label: Any, **about: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        **about,
    )


class WarningsFilter(forms.Form):
    hop = forms.ChoiceField(label=_("环节"), choices=[("", _("全部")), *Hop.choices], required=False)
    unit = PickField(label=_("责任单位"), options="units", number=True, required=False)
    level = forms.CharField(required=False, widget=forms.HiddenInput)


class BatchForm(forms.Form):
    """One text for all that were picked in the table; the date only for a supervision order."""

    text = forms.CharField(label=_("催办或督办要求"), required=False)
    due_at = due_field(_("答复期限（督办时填）"), required=False)

    def picked(self, keys: list[str]) -> list[UUID]:
        """The keys of the picked cases, each once; what is no key is nobody's case."""
        found: dict[UUID, None] = {}
        for key in keys:
            try:
                found[UUID(key)] = None
            except ValueError:
                continue
        return list(found)


class RemindForm(DeskForm):
    text = forms.CharField(label=_("催办内容"), required=False, widget=area())


class SuperviseForm(DeskForm):
    unit_id = forms.TypedChoiceField(label=_("督办哪个单位"), coerce=int)
    weight = forms.TypedChoiceField(
        label=_("督办级别"),
        choices=Weight.choices,
        coerce=Weight,
        required=False,
        empty_value=Weight.ORDINARY,
    )
    text = forms.CharField(label=_("督办要求"), widget=area())
    due_at = due_field(_("答复期限"))

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units


class AnswerForm(DeskForm):
    text = forms.CharField(label=_("答复督办"), widget=area(5), help_text=_("写明原因、进展和完成时间。"))


class RemarkForm(DeskForm):
    remark = forms.CharField(label=_("意见"), widget=area())


class FindingForm(forms.Form):
    finding = forms.TypedChoiceField(
        label=_("复核结论"),
        choices=[choice for choice in Finding.choices if choice[0] != Finding.WAITING],
        coerce=Finding,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("核实情况"), widget=area(4), help_text=_("写明向谁、怎样核实的。"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("事由"), widget=area(2))
