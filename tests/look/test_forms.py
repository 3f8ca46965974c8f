"""Lists of choices are written faster than by Django and are the same."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from fenbo.look.forms import Renderer

NASTY = "<b>\"甲\" & '乙'</b>"


def drawn(widget: forms.Select, value: Any, renderer: DjangoTemplates) -> str:
    """Without the line breaks between elements, which nobody sees."""
    html = widget.render("place", value, attrs={"id": "id_place", "aria-label": NASTY}, renderer=renderer)
    return re.sub(r">\s+<", "><", html)


@pytest.mark.parametrize(
    ("choices", "value"),
    [
        ([], None),
        ([("", "不限"), ("630100", "西宁市"), ("630200", "海东市")], "630200"),
        ([("", NASTY), (NASTY, NASTY)], NASTY),
        ([("青海省", [("630100", "西宁市")]), (NASTY, [(1, "一"), (2, "二")]), ("", "其他")], 2),
        ([(True, "是"), (False, "否"), (None, "不知道")], False),
    ],
)
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_a_list_of_choices_is_djangos(kind: type[forms.Select], choices: list[Any], value: Any) -> None:
    widget = kind(attrs={"required": True, "disabled": False, "data-count": 3}, choices=choices)
    chosen = [value] if kind is forms.SelectMultiple else value
    assert drawn(widget, chosen, Renderer()) == drawn(widget, chosen, DjangoTemplates())


def test_every_other_widget_is_djangos_own() -> None:
    widget = forms.TextInput()
    assert widget.render("q", NASTY, renderer=Renderer()) == widget.render(
        "q", NASTY, renderer=DjangoTemplates()
    )
