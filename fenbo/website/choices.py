"""What people choose from: places, subjects and units, as the directory and the catalogue have them now."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue import queries as catalogue
from fenbo.core.lapsing import Lapsing
from fenbo.directory import queries as directory
from fenbo.directory.models import Region, UnitKind
from fenbo.look.forms import Kept

Choice = tuple[str, object]
Grouped = tuple[object, list[Choice]]
ALL: Choice = ("", _("全部"))


def _places() -> list[Grouped]:
    """Home by prefecture, then the other provinces; each group begins with the whole of it."""
    home = settings.HOME_PROVINCE
    groups: dict[str, list[Region]] = {}
    others: list[Choice] = []
    for region in directory.regions():
        if region.pk[:2] == home[:2]:
            groups.setdefault(region.pk[:4], []).append(region)
        elif region.pk.endswith("0000"):
            others.append((region.pk, region.name))
    grouped: list[Grouped] = [
        (str(rows[0].name), [(row.pk, _whole(row.name) if row == rows[0] else row.name) for row in rows])
        for rows in groups.values()
    ]
    return [*grouped, (_("外省"), others)]


def _whole(name: str) -> str:
    return f"{name}（全部）"


def _subjects() -> list[Grouped]:
    """Every first-level subject with its own."""
    groups: dict[str, tuple[str, list[Choice]]] = {}
    for category in catalogue.categories():
        if category.parent_id is None:
            groups[category.pk] = (category.name, [(category.pk, _whole(category.name))])
        elif category.parent_id in groups:
            groups[category.parent_id][1].append((category.pk, category.name))
    return list(groups.values())


def _units() -> list[Choice]:
    return [(str(unit.pk), str(unit)) for unit in directory.units_without(UnitKind.OTHER_HOTLINE)]


def _place_codes() -> frozenset[str]:
    return frozenset(code for _group, rows in places() for code, _name in rows)


places = Lapsing(_places)
place_codes = Lapsing(_place_codes)
# As forms offer them, after the choice that leaves it open.
place_or_none = Lapsing(lambda: Kept([("", _("请选择")), *places()]))
any_place = Lapsing(lambda: Kept([ALL, *places()]))
any_subject = Lapsing(lambda: Kept([ALL, *_subjects()]))
any_unit = Lapsing(lambda: Kept([ALL, *_units()]))
