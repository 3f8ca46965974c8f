"""The components, as template tags: `{% load look %}`. Each is documented in docs/design-system.md."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fenbo.core import clock as clocks_now
from fenbo.core.clock import SHANGHAI
from fenbo.look.components import clocks, fields, figures, links, tones

register = template.Library()


@register.inclusion_tag("look/parts/button.html")
def button(label: str, kind: str = "", type: str = "submit", key: str = "", **attrs: Any) -> dict[str, Any]:
    """`kind` is empty (the one main action), quiet, danger or wide; further arguments become attributes."""
    return {"label": label, "kinds": kind.split(), "type": type, "key": key, "attrs": dashed(attrs)}


@register.inclusion_tag("look/parts/link_button.html")
def link_button(label: str, url: str, kind: str = "quiet", key: str = "", **attrs: Any) -> dict[str, Any]:
    return {"label": label, "url": url, "kinds": kind.split(), "key": key, "attrs": dashed(attrs)}


def dashed(attrs: dict[str, Any]) -> dict[str, Any]:
    """`hx_get` as `hx-get`; True for an attribute without value, False and None for none at all."""
    return {name.replace("_", "-"): value for name, value in attrs.items() if value not in (None, False)}


@register.inclusion_tag("look/parts/field.html")
def field(
    bound: BoundField,
    size: str = "",
    counter: bool = False,
    across: bool = False,
    key: str = "",
    **attrs: Any,
) -> dict[str, Any]:
    """A label, hint, errors and control. `size`: short, wide or empty."""
    extra = dashed(attrs) | ({"data-key": key} if key else {})
    return {"drawn": fields.draw(bound, size=size, counter=counter, **extra), "across": across}


@register.inclusion_tag("look/parts/fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("look/parts/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    return {"mistakes": fields.mistakes(*forms)}


# The smallest components stand in every row of a list: they are written here, since a template each takes ten times as long.
@register.simple_tag
def status(state: Any, label: str = "", tone: str = "") -> SafeString:
    tone = tone or tones.tone_of(state)
    kind = f" tag--{tone}" if tone != "neutral" else ""
    return format_html('<span class="tag{}">{}</span>', kind, label or tones.label_of(state))


@register.simple_tag
def clock(
    due_at: datetime | None,
    start_at: datetime | None = None,
    done_at: datetime | None = None,
    paused: bool = False,
    now: datetime | None = None,
) -> SafeString:
    """Time left until `due_at`; nothing for an order without a limit."""
    if due_at is None:
        return SafeString("")
    if done_at:
        return _time(clocks.stopped(due_at, at=done_at))
    if paused:
        return _time(clocks.paused(due_at))
    return _time(clocks.running(due_at, now=now or clocks_now.now(), start_at=start_at), ticking=True)


def _time(shown: clocks.Clock, *, ticking: bool = False) -> SafeString:
    due = shown.due_at.astimezone(SHANGHAI)
    tone = "" if shown.tone == "plain" else f" clock--{shown.tone}"
    amber = f' data-clock data-amber="{shown.amber_at.astimezone(SHANGHAI).isoformat()}"' if ticking else ""
    return format_html(
        '<time class="clock{}" datetime="{}" title="{}"{}>{}</time>',
        tone,
        due.isoformat(),
        _("期限 %(at)s") % {"at": f"{due:%Y-%m-%d %H:%M}"},
        SafeString(amber),
        shown.text,
    )


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """An instant as people say it; a list has one in every row."""
    if at is None:
        return SafeString("")
    return _moment(at, clocks_now.now().astimezone(SHANGHAI).year, get_language())


@lru_cache(maxsize=10_000)
def _moment(at: datetime, year: int, language: str | None) -> SafeString:
    """As it is said in that year and in that language, which is the one in force."""
    here = at.astimezone(SHANGHAI)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), clocks.in_year(here, year))


@register.inclusion_tag("look/parts/facts.html")
def facts(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {"pairs": pairs}


@register.inclusion_tag("look/parts/sort_header.html", takes_context=True)
def sort_header(context: Context, name: str, label: str, number: bool = False) -> dict[str, Any]:
    """A column head that sorts by `?sort=name`, and by `?sort=-name` when it already does."""
    request = links.request_in(context)
    present = request.GET.get("sort", "") if request else ""
    order = {name: "ascending", f"-{name}": "descending"}.get(present, "")
    turned = f"-{name}" if present == name else name
    url = links.with_query(request, sort=turned, **dict.fromkeys(links.CURSORS))
    return {"label": label, "url": url, "order": order, "number": number}


@register.inclusion_tag("look/parts/pager.html", takes_context=True)
def pager(
    context: Context, older: Any = None, newer: Any = None, note: str = "", label: str = ""
) -> dict[str, Any]:
    """Keyset paging: the cursors go into `?before=` (older) and `?after=` (newer).

    `label` tells two of them on one page apart.
    """
    request = links.request_in(context)
    return {
        "older": links.with_query(request, before=str(older), after=None) if older else "",
        "newer": links.with_query(request, after=str(newer), before=None) if newer else "",
        "note": note,
        "label": label,
    }


@register.inclusion_tag("look/parts/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, search: str = "q") -> dict[str, Any]:
    request = links.request_in(context)
    active = [name for name in form.fields if request and request.GET.get(form.add_prefix(name))]
    kept = request.GET.get("sort", "") if request else ""
    return {"form": form, "search": search, "active": active, "kept": kept}


@register.inclusion_tag("look/parts/tabs.html")
def tabs(items: Iterable[links.Link], label: str = "") -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("look/parts/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Label, address, label, address, …, and the label of this page alone at the end."""
    return {"trail": list(zip(parts[:-1:2], parts[1:-1:2], strict=True)), "here": parts[-1]}


@register.inclusion_tag("look/parts/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Entries with `at`, `what`, and if they like `who`, `note` and `tone`."""
    return {"entries": entries}


@register.inclusion_tag("look/parts/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    """Items with `label`, `state` (done, now or todo), and if they like `at` and `note`."""
    return {"items": items}


@register.inclusion_tag("look/parts/empty_state.html")
def empty_state(title: str, hint: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    return {"title": title, "hint": hint, "url": url, "label": label}


@register.inclusion_tag("look/parts/stat.html")
def stat(label: str, number: Any, unit: str = "", **about: Any) -> dict[str, Any]:
    """One figure inside `<dl class="stats">`. `about`: part and whole, change, note, url."""
    return {"label": label, "number": figures.grouped(number), "unit": unit, **figures.about(**about)}


@register.simple_tag
def grouped(number: Any) -> str:
    """`16,436`, and a dash for None."""
    return figures.grouped(number)


@register.inclusion_tag("look/parts/bar_list.html")
def bar_list(
    rows: Iterable[Sequence[Any]], caption: str, unit: str = "", shares: bool = False
) -> dict[str, Any]:
    """Rows of (label, number) or (label, number, tone); the longest bar is the largest number."""
    return {"bars": figures.bars(rows, shares=shares), "caption": caption, "unit": unit}


@register.inclusion_tag("look/parts/chart.html")
def chart(name: str, data: dict[str, Any], label: str) -> dict[str, Any]:
    """`data`: {"kind": "line" | "bar", "labels": [...], "series": [{"name", "values"}]}; put a table beside it."""
    return {"name": name, "data": data, "label": label}


@register.inclusion_tag("look/parts/copyable.html")
def copyable(code: str, label: str) -> dict[str, Any]:
    return {"code": code, "label": label}


@register.inclusion_tag("look/parts/attachments.html")
def attachments(files: Iterable[Any]) -> dict[str, Any]:
    """Files with `name`, `url` and `size` in bytes."""
    return {"files": files}


@register.inclusion_tag("look/parts/compare.html")
def compare(original: str, public: str, original_label: str = "", public_label: str = "") -> dict[str, Any]:
    return {
        "original": original,
        "public": public,
        "original_label": original_label,
        "public_label": public_label,
    }


@register.inclusion_tag("look/parts/public_quote.html")
def public_quote(
    ask: str,
    answer: str = "",
    asked_at: datetime | None = None,
    unit: str = "",
    answered_at: datetime | None = None,
) -> dict[str, Any]:
    return {"ask": ask, "answer": answer, "asked_at": asked_at, "unit": unit, "answered_at": answered_at}


@register.inclusion_tag("look/parts/live_dot.html")
def live_dot() -> dict[str, Any]:
    return {}


@register.simple_tag
def kbd(key: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", key)


@register.inclusion_tag("look/parts/rail.html", takes_context=True)
def rail(context: Context, items: Iterable[links.Link], title: str = "") -> dict[str, Any]:
    """One group of the desk's menu. The page being shown is marked unless an item says it is current."""
    request = links.request_in(context)
    marked = [replace(item, current=item.current or links.within(item.url, request)) for item in items]
    return {"items": nearest(marked), "title": title}


def nearest(items: list[links.Link]) -> list[links.Link]:
    """Of several entries above the page, only the longest address is where we are."""
    best = max((len(item.url) for item in items if item.current), default=0)
    return [replace(item, current=item.current and len(item.url) == best) for item in items]


@register.simple_block_tag
def panel(content: SafeString, title: str = "", level: int = 2, id: str = "") -> SafeString:
    return drawn("look/parts/panel.html", content=content, title=title, level=level, id=id)


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "", role: str = "") -> SafeString:
    return drawn("look/parts/notice.html", content=content, tone=tone, title=title, role=role)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str) -> SafeString:
    """Opened by `<a href="/page/without/script" data-dialog="id">`."""
    return drawn("look/parts/dialog.html", content=content, id=id, title=title)


def drawn(name: str, **values: Any) -> SafeString:
    return mark_safe(get_template(name).render(values))
