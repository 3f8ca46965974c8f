"""How the widgets of every form become HTML."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.choices import BaseChoiceIterator, CallableChoiceIterator
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

LINES = {
    f"django/forms/widgets/{kind}.html" for kind in ("input", "text", "number", "email", "date", "hidden")
}


class Renderer(DjangoTemplates):
    """Django's renderer, but a list of choices and a line to write in are written in one go.

    Django runs two templates for each option: with the 500 places and units that our filters offer, that was four
    fifths of the time of a page. A line is three templates.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == "django/forms/widgets/select.html":
            return select(context["widget"])
        return (
            line(context["widget"])
            if template_name in LINES
            else super().render(template_name, context, request)
        )


class Kept(BaseChoiceIterator):
    """Choices that many forms offer alike: looked through once, and written once for each language."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = list(rows)
        self._written: dict[str | None, str] = {}

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Kept":
        return self

    __copy__ = __deepcopy__

    def options(self, value: Any) -> str:
        """As HTML, with the one that is chosen."""
        language = get_language()
        if language not in self._written:
            groups = forms.Select(choices=self._rows).optgroups("", [], {})
            self._written[language] = "".join(_group(name, options) for name, options, _index in groups)
        chosen = f'<option value="{escape(str(value))}"'
        return self._written[language].replace(f"{chosen}>", f"{chosen} selected>", 1)


class KeptSelect(forms.Select):
    """A list of choices that are `Kept`."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        offered = self.choices
        if isinstance(offered, CallableChoiceIterator):
            offered = offered.func()
        if not isinstance(offered, Kept):
            return super().render(name, value, attrs, renderer)
        drawn = attributes(self.build_attrs(self.attrs, attrs))
        options = offered.options("" if value is None else value)
        return SafeString(f'<select name="{escape(name)}"{drawn}>{options}\n</select>')


def select(widget: dict[str, Any]) -> SafeString:
    """The same HTML as Django's select.html and select_option.html give for this context."""
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    name = escape(widget["name"])
    return SafeString(f'<select name="{name}"{attributes(widget["attrs"])}>{groups}\n</select>')


def line(widget: dict[str, Any]) -> SafeString:
    """The same HTML as Django's input.html gives for this context."""
    value = widget["value"]
    said = "" if value is None else f' value="{conditional_escape(value)}"'
    return SafeString(
        f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{said}{attributes(widget["attrs"])}>'
    )


def _group(name: Any, options: list[dict[str, Any]]) -> str:
    inside = "".join(
        f'\n  <option value="{escape(str(option["value"]))}"{attributes(option["attrs"])}>'
        f"{conditional_escape(option['label'])}</option>"
        for option in options
    )
    return f'\n  <optgroup label="{conditional_escape(name)}">{inside}\n  </optgroup>' if name else inside


def attributes(attrs: dict[str, Any]) -> str:
    """As Django's attrs.html: True is a bare name, False is left out."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
