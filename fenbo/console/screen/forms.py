"""Hanging a screen."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HangForm(forms.Form):
    name = forms.CharField(label=_("挂在哪里"), max_length=60, help_text=_("例如：分拨大厅东墙。"))
