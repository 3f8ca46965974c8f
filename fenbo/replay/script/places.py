"""Where things happen and who answers for them, read from the seeds of the directory and the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from fenbo.core import tables
from fenbo.replay.script.model import BEGINS

# Read as files: the script needs no database, nor the models of the rooms whose seeds these are.
FENBO = Path(__file__).resolve().parents[2]
DIRECTORY, CATALOGUE = FENBO / "directory" / "seeds", FENBO / "catalogue" / "seeds"
EACH, ABROAD_ROW, LOCAL = "each", "abroad", "local"
HOME = "63"
CENTRE = "centre"
# How many of a hundred cases come from where: the people live in the east (2010 census, rounded by hand).
SHARES = {
    "6301": 56, "6302": 19, "6328": 11, "6325": 4, "6322": 3, "6323": 2.5, "6326": 1.5, "6327": 3,
}  # fmt: skip
STREETS: Mapping[str, tuple[str, ...]] = {
    "630102": ("八一中路", "共和路", "大众街", "互助中路", "建国大街", "东关大街"),
    "630103": ("南大街", "花园北街", "长江路", "南川东路", "西大街", "水井巷"),
    "630104": ("五四大街", "胜利路", "西关大街", "文景街", "海湖路", "黄河路"),
    "630105": ("朝阳东路", "柴达木路", "祁连路", "海西路", "小桥大街", "宁张公路"),
    "": ("东大街", "西关街", "新城大道", "迎宾路", "团结路", "滨河路", "建设路", "车站路", "文化街", "北街"),
}
SPOTS = (
    "十字路口",
    "市场旁边",
    "{3..160}号",
    "汽车站对面",
    "医院斜对面",
    "{2..9}号院",
    "老街",
    "加油站旁",
    "桥头",
)
# Where people from Qinghai work and trade (prefecture codes of GB/T 2260).
ABROAD = (
    "320100", "330100", "310000", "440300", "440100", "320500", "441900", "510100", "610100", "620100", "110000",
    "410100", "350200", "330200", "500000", "370100", "370200", "430100", "340100", "120000", "640100", "650100",
    "540100", "530100", "360100", "450100", "330700", "320200", "350100", "130100",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    region: str
    county: str  # what people call it: 大通县
    street: str


@dataclass(frozen=True, slots=True)
class UnitSeed:
    slug: str
    kind: str
    parent: str
    region: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Rule:
    lead: str
    co_units: tuple[str, ...]


@cache
def units() -> Mapping[str, UnitSeed]:
    """The units that exist in the founding month, by slug."""
    return {
        row["slug"]: UnitSeed(row["slug"], row["kind"], row["parent"], row["region"], row["short_name"])
        for row in tables.rows(DIRECTORY / "units.csv")
        if _holds(row)
    }


@cache
def children(slug: str) -> tuple[str, ...]:
    return tuple(unit.slug for unit in units().values() if unit.parent == slug)


def above(slug: str) -> str:
    """Who handles a case a second time: the unit above, or the same where only the centre is above."""
    parent = units()[slug].parent
    return parent if parent not in ("", CENTRE) else slug


@cache
def region_names() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in tables.rows(DIRECTORY / "regions.csv")}


@cache
def _local() -> Mapping[str, str]:
    """Which government, or abroad which hotline, serves a region."""
    kinds = ("prefecture", "county", "other_hotline")
    return {unit.region: unit.slug for unit in units().values() if unit.kind in kinds}


@cache
def _counties() -> Mapping[str, tuple[UnitSeed, ...]]:
    found: dict[str, list[UnitSeed]] = {}
    for unit in units().values():
        if unit.kind == "county":
            found.setdefault(unit.region[:4], []).append(unit)
    return {prefecture: tuple(seeds) for prefecture, seeds in found.items()}


@cache
def homes() -> frozenset[str]:
    """The counties' region codes."""
    return frozenset(unit.region for seeds in _counties().values() for unit in seeds)


def pick(rng: Random) -> Place:
    """A place at home, as often as people live there."""
    prefecture = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
    return at(rng.choice(_counties()[prefecture]).region, rng)


def at(region: str, rng: Random) -> Place:
    streets = STREETS.get(region, STREETS[""])
    return Place(region, units()[_local()[region]].short_name, rng.choice(streets))


def local_unit(region: str) -> str:
    """The county's or prefecture's government, or the hotline of a province abroad."""
    return _local()[region if region[:2] == HOME else region[:2] + "0000"]


def short_name(region: str) -> str:
    """南京, not 南京市."""
    return region_names()[region].removesuffix("市")


@cache
def rule(category: str, region: str) -> Rule:
    """The seeds' choice for a category in a region, the closest region first; raises KeyError where there is none.

    The centre gives work orders and never holds one.
    """
    rows = [
        row for row in tables.rows(CATALOGUE / "rules.csv") if row["category"] == category and _holds(row)
    ]
    wanted = (ABROAD_ROW,) if region[:2] != HOME else (EACH,)
    for key in (*wanted, ""):
        for row in rows:
            if row["region"] == key:
                names = [row["lead"], *row["co"].split()]
                lead, *others = (local_unit(region) if name == LOCAL else name for name in names)
                return Rule(lead, tuple(dict.fromkeys(o for o in others if o not in (lead, CENTRE))))
    raise KeyError(category)


def _holds(row: dict[str, str]) -> bool:
    day = BEGINS.date()
    ends = tables.day(row["valid_to"]) or date.max
    return (tables.day(row["valid_from"]) or date.min) <= day <= ends
