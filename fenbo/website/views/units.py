"""Who answers for what, and how to reach them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.models import Category
from fenbo.catalogue.queries import led_by_unit
from fenbo.core.lapsing import Lapsing
from fenbo.directory.models import Unit, UnitKind
from fenbo.directory.queries import unit_by_slug, units_valid_on
from fenbo.publication import queries
from fenbo.publication.queries import Wanted
from fenbo.website import structured
from fenbo.website.frame import public
from fenbo.website.front import today

FEW = 5
K = UnitKind
# Every kind in the order of the page, with what its units do.
KINDS: tuple[tuple[UnitKind, object], ...] = (
    (K.CENTRE, _("统一受理诉求，分给该办的单位，审核答复，公示和回访。")),
    (K.SPECIAL_GROUP, _("每组牵头一个领域，把跨部门的诉求协调到底。")),
    (K.SUPPORT_GROUP, _("和话务员坐在一起，当场解答话务员答不了的问题。拨打热线，由话务员转接。")),
    (K.DEPARTMENT, _("按职责办理全省的诉求。")),
    (K.PREFECTURE, _("办理本市州的诉求，或交给所属部门。")),
    (K.COUNTY, _("办理本县区的诉求。")),
    (K.PARK, _("办理园区内企业的诉求。")),
    (K.CENTRAL_BODY, _("办理本系统的诉求。")),
    (K.UTILITY, _("水、电、气、通信等服务的诉求。")),
    (K.SUB_UNIT, _("上级单位转来的诉求，由它们具体办理。")),
    (K.OTHER_HOTLINE, _("属于外省的诉求，转给当地热线并跟踪答复。从本省拨打请加当地区号。")),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A unit with the subjects that it leads."""

    unit: Unit
    subjects: list[Category]

    @property
    def few(self) -> list[Category]:
        """As many as a list shows."""
        return self.subjects[:FEW]

    @property
    def is_more(self) -> bool:
        return len(self.subjects) > FEW


@dataclass(frozen=True, slots=True)
class Section:
    kind: UnitKind
    about: object
    rows: list[Told]


def _sections() -> list[Section]:
    led = led_by_unit(today())
    rows: dict[str, list[Told]] = {}
    for unit in units_valid_on(today()).select_related("parent", "region").order_by("region_id", "id"):
        rows.setdefault(unit.kind, []).append(Told(unit, led.get(unit.pk, [])))
    return [Section(kind, about, rows[kind]) for kind, about in KINDS if kind in rows]


sections = Lapsing(_sections)


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every unit of today, kind by kind."""
    return render(request, "website/units.html", {"sections": sections()})


@public
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit: its telephone, what it answers for, who belongs to it, and what it answered last."""
    row = unit_by_slug(slug, today())
    context = {
        "unit": row,
        "about": dict(KINDS)[UnitKind(row.kind)],
        "subjects": led_by_unit(today()).get(row.pk, []),
        "below": units_valid_on(today()).filter(parent=row).order_by("kind", "id"),
        "told": structured.unit(row),
        "answered": queries.public_search(Wanted(unit=row.pk)).page.rows[:FEW],
    }
    return render(request, "website/unit.html", context)
