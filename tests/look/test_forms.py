"""Lists of choices are written faster than by Django and are the same."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy, override

from fenbo.look.forms import Kept, KeptSelect, Renderer

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


@pytest.mark.parametrize("value", [None, "", "630200", "2", NASTY, "unknown"])
def test_choices_that_are_kept_are_drawn_the_same_each_time(value: Any) -> None:
    rows = [
        ("", "不限"),
        ("青海省", [("630100", "西宁市"), ("630200", NASTY)]),
        (NASTY, [(NASTY, "一"), (2, "二")]),
    ]
    kept = Kept(rows)
    for _turn in range(2):
        for choices in (kept, lambda: kept):
            widget = KeptSelect(attrs={"required": True}, choices=choices)  # type: ignore[arg-type]
            assert drawn(widget, value, Renderer()) == drawn(
                forms.Select(attrs={"required": True}, choices=rows), value, DjangoTemplates()
            )


def test_kept_choices_speak_the_readers_language() -> None:
    kept = Kept([("", gettext_lazy("全部"))])
    for language, word in (("zh-hans", "全部"), ("en", "All"), ("zh-hans", "全部")):
        with override(language):
            assert word in KeptSelect(choices=kept).render("place", "")


def test_a_choice_that_is_not_kept_is_djangos() -> None:
    rows = [("a", "甲")]
    assert KeptSelect(choices=rows).render("x", "a") == forms.Select(choices=rows).render("x", "a")


def test_every_other_widget_is_djangos_own() -> None:
    widget = forms.TextInput()
    assert widget.render("q", NASTY, renderer=Renderer()) == widget.render(
        "q", NASTY, renderer=DjangoTemplates()
    )
