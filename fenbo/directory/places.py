"""Which places of the province a text names, by the names that people use: short and former ones, and parks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fenbo.core.lapsing import Lapsing
from fenbo.directory.models import Region, Unit, UnitKind
from fenbo.directory.queries import centre

KIND = re.compile(
    r"(?:(?:回族|土族|撒拉族|藏族|蒙古族|壮族|维吾尔)*自治[区县州]|特别行政区|行政委员会|[省市县区州])$"
)
AUTONOMOUS = re.compile(r"(?:回族|土族|撒拉族|藏族|蒙古族)*自治(?=[县州]$)")
# Words of every day, names of other places, or parts of other words: these count only with what they are (县, 州 …).
EVERYDAY = frozenset(
    {
        "平安",
        "互助",
        "共和",
        "大通",
        "同仁",
        "同德",
        "海南",
        "河南",
        "海西",
        "海北",
        "城东",
        "城西",
        "城北",
        "城中",
        "兴海",
    }
)
READ = 5_000


def spoken(name: str) -> tuple[str, ...]:
    """A region's name as people say it: whole, without the peoples it is autonomous for, and without what it is."""
    bare = KIND.sub("", name)
    names = (name, AUTONOMOUS.sub("", name), bare)
    return tuple(dict.fromkeys(one for one in names if len(one) > 1))


@dataclass(frozen=True, slots=True)
class Place:
    """What a text calls it, the region it is or lies in, and the unit that a park is."""

    said: str
    region: str
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    """By their first character, the longest first; `home` are the two digits of the province."""

    starting: Mapping[str, tuple[Place, ...]]
    home: str


def _load() -> _Names:
    home = (centre().region_id or "")[:2]
    found: dict[str, Place] = {}
    for code, name, former in Region.objects.values_list("code", "name", "former_names"):
        for whole in filter(None, [name, *former.split("、")]):
            for said in spoken(whole):
                if said not in EVERYDAY:
                    # Of two with one name the province's own is meant.
                    known = found.get(said)
                    if known is None or not known.region.startswith(home):
                        found[said] = Place(said, code)
    for park in Unit.objects.filter(kind=UnitKind.PARK, valid_to=None).exclude(region=None):
        for said in _park_names(park):
            found[said] = Place(said, str(park.region_id), park.pk)
    return _Names(_by_first(found.values()), home)


def _park_names(park: Unit) -> set[str]:
    whole = re.sub(r"管委会$", "", park.name)
    # In brackets stands what else it is called or is.
    return {name for name in (whole, re.sub(r"[（(].*?[）)]", "", whole), park.short_name) if len(name) > 2}


def _by_first(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda one: (-len(one.said), one.said)):
        found.setdefault(place.said[0], []).append(place)
    return {first: tuple(some) for first, some in found.items()}


names = Lapsing(_load, seconds=600)


def named(text: str) -> list[Place]:
    """The places of the province that a text names, each once, in its order. No query while the names are known."""
    known, found, at = names(), dict[str, Place](), 0
    text = text[:READ]
    while at < len(text):
        place = next((one for one in known.starting.get(text[at], ()) if text.startswith(one.said, at)), None)
        # What is part of a longer name elsewhere (上海东路) is passed over with it.
        at += len(place.said) if place else 1
        if place and place.region.startswith(known.home):
            found.setdefault(place.said, place)
    return list(found.values())


def region_of(places: Iterable[Place]) -> str | None:
    """The one region that they are all of, as narrow as they say; None where they are of several prefectures or of none."""
    codes = {place.region for place in places}
    narrow = {code for code in codes if not any(other != code and _within(other, code) for other in codes)}
    if len(narrow) == 1:
        return narrow.pop()
    prefectures = {f"{code[:4]}00" for code in narrow}
    return prefectures.pop() if len(prefectures) == 1 else None


def _within(code: str, around: str) -> bool:
    """Whether one region is or lies in another (GB/T 2260)."""
    return code.startswith(
        around[:2] if around.endswith("0000") else around[:4] if around.endswith("00") else around
    )
