"""Finding units, regions and categories by what a foreign file calls them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fenbo.catalogue.models import Category
from fenbo.core import tables
from fenbo.directory.models import Region, Unit, UnitKind
from fenbo.directory.queries import centre

BODIES = Path(__file__).parent / "bodies.csv"
# A reply names its author in its first sentences.
READ = 400
Index = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Directory:
    """Codes by every name under which they are known; a name may stand for several."""

    regions: Index
    categories: Index
    units: Index
    unit_ids: Mapping[str, int]
    lifetimes: Mapping[str, tuple[date, date | None]]
    bodies: Mapping[str, str]
    fallback: str

    @classmethod
    def load(cls) -> "Directory":
        units = list(Unit.objects.exclude(kind=UnitKind.CENTRE).order_by("id"))
        return cls(
            regions=_index(
                (r.code, [r.name, *r.former_names.split("、")]) for r in Region.objects.order_by("code")
            ),
            categories=_index(
                (c.code, [c.name]) for c in Category.objects.filter(is_active=True).order_by("code")
            ),
            units=_index((unit.slug, [unit.name, unit.short_name]) for unit in units),
            unit_ids={unit.slug: unit.pk for unit in units},
            lifetimes={unit.slug: (unit.valid_from, unit.valid_to) for unit in units},
            bodies={row["word"]: row["slug"] for row in tables.rows(BODIES)},
            fallback=_fallback(units),
        )

    def exists(self, slug: str, day: date) -> bool:
        first, last = self.lifetimes[slug]
        return first <= day and (last is None or day <= last)

    def author(self, reply: str, day: date) -> str:
        """The unit whose usual abbreviation a reply names first, else the department that the centre belongs to."""
        text = reply[:READ]
        named = [
            (text.find(word), slug)
            for word, slug in self.bodies.items()
            if word in text and slug in self.unit_ids and self.exists(slug, day)
        ]
        return min(named)[1] if named else self.fallback


def _index(entries: Iterable[tuple[str, Iterable[str]]]) -> Index:
    found: dict[str, set[str]] = defaultdict(set)
    for code, names in entries:
        for name in (code, *names):
            if name:
                found[name].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _fallback(units: Iterable[Unit]) -> str:
    """The centre's own superior, else the first department."""
    above = centre().parent
    departments = (unit.slug for unit in units if unit.kind == UnitKind.DEPARTMENT)
    return above.slug if above else next(departments, "")
