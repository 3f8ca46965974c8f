"""What an agent fills in beside the call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.console.choosing import PickField
from fenbo.hotline import queries
from fenbo.hotline.models import Break, Presence

# Put by Fenbo when nobody lifted; nobody chooses it.
CHOSEN = [choice for choice in Break.choices if choice[0] != Break.MISSED]


class SeatForm(forms.Form):
    seat = forms.ChoiceField(label=_("席位"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(number, number) for number in queries.free_seats()]
        # A seat that was taken a moment ago is refused by the operation, in its own words.
        given = str(self.data.get("seat", ""))[:10]
        also = [(given, given)] if given and (given, given) not in free else []
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = [*free, *also]


class PresenceForm(forms.Form):
    presence = forms.TypedChoiceField(choices=Presence.choices, coerce=Presence)
    reason = forms.ChoiceField(label=_("小休事由"), choices=CHOSEN, required=False)


class ConcludeForm(forms.Form):
    category = PickField(label=_("分类"), options="categories")


class SimulateForm(forms.Form):
    line = forms.ChoiceField(label=_("拨打"))
    phone = forms.CharField(
        label=_("来电号码"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel"}),
        initial="13800000123",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)
        line.choices = [(one.number, str(one)) for one in queries.lines()]


class TriedForm(forms.Form):
    reached = forms.TypedChoiceField(
        choices=[("yes", _("已接通")), ("no", _("未接通"))], coerce=lambda value: value == "yes"
    )
