"""Choosing one of some hundred units, categories or regions by typing a part of its name.

A text box with a list of suggestions: the browser's own, so it works without script, by keyboard and on a phone. What
was typed may be a name, a code, or any part that fits only one.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fenbo.catalogue import queries as catalogue
from fenbo.core import clock
from fenbo.core.lapsing import Lapsing
from fenbo.directory import queries as directory
from fenbo.directory.models import UnitKind
from fenbo.knowledge import queries as knowledge

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Option:
    """`name` is what is shown and typed; `also` are further words that find it."""

    key: str
    name: str
    also: tuple[str, ...] = ()


def _units(*, hotlines: bool) -> tuple[Option, ...]:
    units = directory.units_valid_on(clock.now().astimezone(clock.SHANGHAI).date()).order_by("id")
    return tuple(
        Option(str(unit.pk), str(unit), (unit.name, unit.slug))
        for unit in units.exclude(kind=UnitKind.CENTRE)
        if (unit.kind == UnitKind.OTHER_HOTLINE) == hotlines
    )


def _categories() -> tuple[Option, ...]:
    return tuple(
        Option(category.pk, f"{category.pk} {category.name}", (category.pk, category.name))
        for category in catalogue.categories()
        if category.parent_id
    )


def _regions() -> tuple[Option, ...]:
    """The home province first, since most requests are from there."""
    home = settings.HOME_PROVINCE[:2]
    rows = sorted(directory.regions(), key=lambda region: (not region.pk.startswith(home), region.pk))
    return tuple(Option(region.pk, region.name, (region.pk, region.former_names)) for region in rows)


def _policies() -> tuple[Option, ...]:
    rows = knowledge.public_policies().order_by("number", "pk")
    return tuple(
        Option(str(row.pk), f"{row.title} {row.number}".strip(), (row.number, row.title)) for row in rows
    )


def _entries() -> tuple[Option, ...]:
    rows = knowledge.public_entries().select_related("current").order_by("pk")
    return tuple(Option(str(row.pk), row.current.question[:80]) for row in rows if row.current)


LISTS: dict[str, Callable[[], tuple[Option, ...]]] = {
    "units": Lapsing(lambda: _units(hotlines=False)),
    "hotlines": Lapsing(lambda: _units(hotlines=True)),
    "categories": Lapsing(_categories),
    "regions": Lapsing(_regions),
    "policies": Lapsing(_policies),
    "entries": Lapsing(_entries),
}


def _drawn(name: str) -> SafeString:
    options = format_html_join("", '<option value="{}">', ((option.name,) for option in LISTS[name]()))
    return format_html('<datalist id="{}">{}</datalist>', name, options)


# Hundreds of names that most pages of the desks carry.
DATALISTS: dict[str, Lapsing[SafeString]] = {name: Lapsing(partial(_drawn, name)) for name in LISTS}


def datalist(name: str) -> SafeString:
    """The suggestions, once on a page for all boxes that use them."""
    return DATALISTS[name]()


def name_of(name: str, key: object) -> str:
    """What the box shows for a key; empty for none and for what no longer exists."""
    wanted = str(key or "")
    return next((option.name for option in LISTS[name]() if option.key == wanted), "")


def find(name: str, typed: str) -> Option:
    """The one option that was meant; raises ValidationError that says what else it might be."""
    text = _plain(typed)
    options = LISTS[name]()
    exact = [one for one in options if text in (_plain(word) for word in (one.name, *one.also))]
    if exact:
        return exact[0]
    part = [one for one in options if any(text in _plain(word) for word in (one.name, *one.also))]
    if len(part) == 1:
        return part[0]
    raise forms.ValidationError(_doubt(typed, part))


def _doubt(typed: str, part: list[Option]) -> str:
    if not part:
        return _("没有找到“%(typed)s”，请从列表中选择。") % {"typed": typed[:40]}
    names = "、".join(one.name for one in part[:SHOWN])
    return _("“%(typed)s”可以指：%(names)s……请写全。") % {"typed": typed[:40], "names": names}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


class PickField(forms.CharField):
    """One option by name; its value is the option's key, or None when nothing was typed."""

    def __init__(self, *, options: str, number: bool = False, **kwargs: Any) -> None:
        self.options, self.number = options, number
        attrs = {"list": options, "autocomplete": "off", "spellcheck": "false"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=80, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A key given as initial value is shown by its name; what was typed stays as it is."""
        return name_of(self.options, value) or value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        key = find(self.options, typed).key
        return int(key) if self.number else key


class PicksWidget(forms.TextInput):
    """Several boxes of one name, those that were filled in and some empty ones."""

    def __init__(self, attrs: dict[str, Any], label: object, boxes: int) -> None:
        super().__init__(attrs)
        self.label, self.boxes = label, boxes

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        getlist = getattr(data, "getlist", None)
        return [text for text in (getlist(name) if getlist else data.get(name, [])) if text.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        values = [str(one) for one in value or []]
        values += [""] * max(1, self.boxes - len(values))
        boxes = []
        for index, text in enumerate(values):
            own = dict(attrs or {})
            if index:
                own = {"id": f"{own.get('id', name)}_{index}", "aria-label": f"{self.label} {index + 1}"}
            boxes.append((super().render(name, text, own, renderer),))
        return format_html('<div class="picks">{}</div>', format_html_join("", "{}", boxes))


class PicksField(forms.Field):
    """Several options by name; its value is the list of their keys, each once."""

    def __init__(self, *, options: str, label: Any, boxes: int = 3, **kwargs: Any) -> None:
        self.options = options
        attrs = {"list": options, "autocomplete": "off", "spellcheck": "false"}
        super().__init__(label=label, widget=PicksWidget(attrs, label, boxes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return [name_of(self.options, one) or one for one in value or []]

    def clean(self, value: Iterable[str]) -> list[int]:
        return list(dict.fromkeys(int(find(self.options, typed).key) for typed in value or []))
