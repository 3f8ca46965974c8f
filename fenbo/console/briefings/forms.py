"""Which briefing is to be made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.console.period import day_input
from fenbo.reporting.models import Edition


class MakeForm(forms.Form):
    last = forms.DateField(label=_("截至哪一天（不填为最近一期）"), required=False, widget=day_input())
    edition = forms.ChoiceField(choices=Edition.choices, widget=forms.HiddenInput)
