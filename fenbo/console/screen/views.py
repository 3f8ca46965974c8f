"""The screen on the centre's wall (大数据分析): full-screen, turning by itself, each number a way to its list."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fenbo.cases import scope
from fenbo.console.screen.forms import HangForm
from fenbo.console.screen.meanings import MEANINGS
from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import MissingDuty
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.reporting import comparing, displays, outlines
from fenbo.reporting.cells import Part
from fenbo.reporting.counts import rate
from fenbo.reporting.instants import EARLIEST
from fenbo.reporting.outlines import Outline
from fenbo.reporting.screen import Named, Screen, screen
from fenbo.supervision.queries import Load

WATCHERS = (Duty.LEAD, Duty.SUPERVISE)
# How dark a region is: by its share of the largest one's cases.
SHADES = 5
SUBJECTS, LOADS = 12, 10


@dataclass(frozen=True, slots=True)
class Area:
    """A region on the map and in the table beside it."""

    code: str
    name: str
    part: Part
    shade: int
    url: str

    @property
    def rate(self) -> object:
        return rate(self.part.settled, self.part.number)


@never_cache
@require_GET
@staff_door(*WATCHERS)
def whole(request: HttpRequest) -> HttpResponse:
    return page(request, actor_of(request), reverse("console:screen_now"))


@never_cache
@require_GET
@staff_door(*WATCHERS)
def now(request: HttpRequest) -> HttpResponse:
    """What changes, asked for again at every move."""
    return render(request, "console/screen/now.html", figures(request, actor_of(request)))


def page(request: HttpRequest, actor: Actor, again: str, *, hung: bool = False) -> HttpResponse:
    """The page around what changes, which is fetched `again`: the outlines of the map are sent once."""
    place, drawing = _place(request), outlines.drawing()
    context = {
        **figures(request, actor),
        "drawing": drawing,
        "outlines": _shown(drawing, place),
        "live": f"{settings.LIVE_URL}/live/screen",
        "again": again,
        "hung": hung,
    }
    return render(request, "console/screen/whole.html", context)


@require_GET
@staff_door(*WATCHERS)
def meaning(request: HttpRequest) -> HttpResponse:
    """What each number counts, what the last night's comparison with the journal found, and which screens hang."""
    if not scope.sees_all_cases(actor_of(request)):
        raise MissingDuty
    context = {
        "meanings": MEANINGS,
        "comparison": comparing.last(),
        "displays": displays.hanging(clock.now()),
        "form": HangForm(),
    }
    return render(request, "console/screen/meaning.html", context)


def figures(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """All that the template of the changing part needs."""
    found = screen(actor, clock.now())
    place = _place(request)
    areas = _areas(found, place)
    shown = _shown(outlines.drawing(), place)
    return {
        "screen": found,
        "place": place,
        "place_name": next((one.name for one in found.places if one.code == place), ""),
        "areas": areas,
        "uses": [(one, area) for one in shown if (area := _area_of(areas, one.code))],
        **_view(shown if place else []),
        "numbers": _numbers(found),
        "subjects": _bars(found.subjects[:SUBJECTS], "category", _("未分类")),
        "channels": _bars(found.channels, "channel", _("其他")),
        "kinds": _bars(found.kinds, "kind", _("其他")),
        "loads": [(load, _load_url(load)) for load in found.loads[:LOADS]],
        "hot": [(one, link(category=one.code)) for one in found.hot],
        "rates": [
            (_("响应率"), found.rates.responded),
            (_("解决率"), found.rates.solved),
            (_("满意率"), found.rates.satisfied),
            (_("按时办结率"), found.rates.on_time),
        ],
        "chart": json.dumps(_chart(found), ensure_ascii=False),
    }


def _place(request: HttpRequest) -> str:
    """The prefecture whose counties are shown; empty for the whole province."""
    code = request.GET.get("place", "")
    own = code.startswith(settings.HOME_PROVINCE[:2]) and code.endswith("00") and not code.endswith("0000")
    return code if own and len(code) == 6 and code.isdecimal() else ""


def link(**wanted: object) -> str:
    """The list of the cases that a number counts."""
    return f"{reverse('console:reports')}?{urlencode(wanted)}"


def _numbers(found: Screen) -> list[tuple[str, object, str, str]]:
    """The row that is always seen: what it is called, the number, what follows it, and the list behind it."""
    today = found.today.isoformat()
    to_date = {"since": EARLIEST.astimezone(SHANGHAI).date().isoformat(), "until": today}
    hotline = reverse("console:call_figures")
    rate_now = found.counts.rate
    return [
        (_("今日受理"), found.day.received, "", link(since=today, until=today)),
        (_("今日办结"), found.day.closed, "", link(since=today, until=today, by="settled")),
        (_("累计受理"), found.counts.received, "", link(**to_date)),
        (_("累计办结"), found.counts.closed, "", link(**to_date, standing="settled")),
        (_("办结率"), rate_now, "%" if rate_now is not None else "", link(**to_date, standing="settled")),
        (_("在办"), found.counts.open, "", link(**to_date, standing="open")),
        (_("今日来电"), found.calls_today.total, "", f"{hotline}?since={today}&until={today}"),
        (_("累计来电"), found.calls.total, "", hotline),
    ]


def _areas(found: Screen, place: str) -> list[Area]:
    """The prefectures, or one prefecture's counties, the largest first; then what is nowhere on the map."""
    rows = [one for one in found.places if _belongs(one.code, place)]
    most = max((one.part.number for one in rows if len(one.code) == 6), default=0)
    areas = [_area(one, most, place) for one in rows]
    return sorted(areas, key=lambda area: (not area.name, -area.part.number, area.code))


NAMELESS = {"else": gettext_lazy("省外"), "": gettext_lazy("未填地区")}


def _belongs(code: str, place: str) -> bool:
    if place:
        return code[:4] == place[:4] and code != place
    return code.endswith("00") or code in NAMELESS


def _area(one: Named, most: int, place: str) -> Area:
    shade = -(-SHADES * one.part.number // most) if most and len(one.code) == 6 else 0
    if one.code.endswith("0000"):
        return Area(one.code, _("只写到省"), one.part, 0, "")
    url = link(region=one.code) if place else f"?place={one.code}"
    return Area(
        one.code, one.name or str(NAMELESS.get(one.code, "")), one.part, shade, url if one.name else ""
    )


def _area_of(areas: Sequence[Area], code: str) -> Area | None:
    return next((area for area in areas if area.code == code), None)


def _shown(drawing: outlines.Drawing | None, place: str) -> list[Outline]:
    if drawing is None:
        return []
    if not place:
        return list(drawing.prefectures)
    return [one for one in drawing.counties if one.code[:4] == place[:4]]


def _view(shown: Sequence[Outline]) -> dict[str, str]:
    """The part of the drawing that these regions take up, with a little air, and how large letters are in it."""
    points = [
        (float(x), float(y))
        for one in shown
        for pair in one.path.replace("Z", "").replace("M", "L").split("L")
        if pair
        for x, y in [pair.split(" ")]
    ]
    if not points:
        return {"view": "-8 -8 1016 700", "letters": "21"}
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    north, south = min(y for _x, y in points), max(y for _x, y in points)
    longer = max(east - west, south - north)
    air = 0.03 * longer
    view = (west - air, north - air, east - west + 2 * air, south - north + 2 * air)
    return {"view": " ".join(f"{n:.1f}" for n in view), "letters": f"{longer * 0.026:.2f}"}


def _bars(rows: Sequence[Named], name: str, nameless: str) -> list[tuple[str, Part, int, str]]:
    """What each is called, its cases, its length in per mille of the longest, and the list behind it."""
    most = max((one.part.number for one in rows), default=0) or 1
    return [
        (
            one.name or nameless,
            one.part,
            1000 * one.part.number // most,
            link(**{name: one.code}) if one.code else "",
        )
        for one in rows
    ]


def _load_url(load: Load) -> str:
    return link(unit=str(load.unit), standing="open")


def _chart(found: Screen) -> dict[str, Any]:
    return {
        "kind": "line",
        "labels": [date_format(day.day, _("n月j日")) for day in found.days],
        "series": [
            {"name": _("受理"), "values": [day.received for day in found.days]},
            {"name": _("办结"), "values": [day.closed for day in found.days]},
        ],
    }
