"""How a bound form field is drawn: one reading of widget, hint, errors and attributes for every form."""

from dataclasses import dataclass, field
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, Textarea
from django.forms.widgets import ChoiceWidget, Select
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Drawn:
    """`kind` is choices, check, file or plain. `control` is the rendered widget, empty for choices."""

    bound: BoundField
    kind: str
    control: SafeString
    classes: str
    max_length: int | None = None
    options: list[Any] = field(default_factory=list)


def kind_of(widget: Any) -> str:
    if isinstance(widget, ChoiceWidget) and not isinstance(widget, Select):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "file" if isinstance(widget, FileInput) else "plain"


def draw(bound: BoundField, *, size: str = "", counter: bool = False, **attrs: Any) -> Drawn:
    """Raise TypeError for anything that is not a field, since a misspelt name would else show nothing."""
    if not isinstance(bound, BoundField):
        raise TypeError(f"field: expected a bound field, got {bound!r}")
    kind = kind_of(bound.field.widget)
    limit = getattr(bound.field, "max_length", None) if counter else None
    given = {name: value for name, value in attrs.items() if value not in ("", None)}
    if limit:
        # The browser must not cut what somebody pastes: it says so and the server decides.
        given |= {"data-count": limit, "maxlength": None}
    if kind == "plain" and isinstance(bound.field.widget, Textarea):
        given.setdefault("rows", 6)
    return Drawn(
        bound=bound,
        kind=kind,
        control=SafeString("") if kind == "choices" else render(bound, given),
        classes=classes(size, bad=bool(bound.errors)),
        max_length=limit,
        options=list(bound.subwidgets) if kind == "choices" else [],
    )


def classes(size: str, *, bad: bool) -> str:
    return "field" + (f" field--{size}" if size else "") + (" field--bad" if bad else "")


def render(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """The widget, told where its hint and its errors stand."""
    told = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    told += [f"{bound.auto_id}_error"] if bound.errors else []
    if told:
        attrs = {"aria-describedby": " ".join(told), **attrs}
    if "maxlength" in attrs:
        bound.field.widget.attrs.pop("maxlength", None)
        attrs.pop("maxlength")
    return bound.as_widget(attrs=attrs)


def mistakes(*forms: BaseForm) -> list[tuple[str, str]]:
    """Every error as (id of the control or empty, what to say), in the order of the fields."""
    found: list[tuple[str, str]] = []
    for form in forms:
        found += [("", str(error)) for error in form.non_field_errors()]
        for bound in form:
            found += [(target(bound), str(error)) for error in bound.errors]
    return found


def target(bound: BoundField) -> str:
    """The id to jump to: the first option where the field is a group."""
    options = bound.subwidgets if kind_of(bound.field.widget) == "choices" else []
    return str(options[0].id_for_label) if options else bound.id_for_label
