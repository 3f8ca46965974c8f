"""Form fields of the public pages."""

from collections.abc import Callable, Container
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.cases.operations.texts import clean
from fenbo.look.forms import KeptSelect


class Line(forms.CharField):
    """One line that people type; what cannot be seen or stored is dropped instead of complained about."""

    lines = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200, **kwargs})

    def to_python(self, value: Any) -> str:
        return clean(str(super().to_python(value) or ""), lines=self.lines)


class Lines(Line):
    """Several lines."""

    widget = forms.Textarea
    lines = True


class YesNo(forms.TypedChoiceField):
    """A question that must be answered: nothing is chosen for anybody."""

    def __init__(self, *, yes: object, no: object, **kwargs: Any) -> None:
        super().__init__(
            choices=[("1", yes), ("0", no)],
            coerce=lambda value: value == "1",
            widget=forms.RadioSelect,
            error_messages={"required": _("请选择一项。"), "invalid_choice": _("请选择一项。")},
            **kwargs,
        )


class OneOfMany(forms.ChoiceField):
    """A choice among hundreds: the list is made only when it is shown, what came back is looked up in `known`."""

    widget = KeptSelect

    def __init__(self, *, known: Callable[[], Container[str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def valid_value(self, value: str) -> bool:
        return value in self.known()
