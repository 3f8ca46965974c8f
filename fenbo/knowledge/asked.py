"""What people really open: the hot questions of the front page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from fenbo.knowledge.models import Answered, Item

# What fewer than five people opened is nobody's business, and chance.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Hot:
    """Something to read, and how many visitors opened it while they were writing or looking for an answer."""

    item: Item
    opened: int


def most_opened(until: date, *, days: int, most: int) -> list[Hot]:
    """What can still be read of what was opened most on these days, the most opened first; two queries."""
    counted = (
        Answered.objects.filter(day__gt=until - timedelta(days=days), day__lte=until)
        .values("item")
        .annotate(sum=Sum("opened"))
        .filter(sum__gte=FEWEST)
        .order_by("-sum", "item")[: most * 2]
    )
    sums = {row["item"]: row["sum"] for row in counted}
    items = Item.objects.in_bulk(sums)
    return [Hot(items[key], number) for key, number in sums.items() if key in items][:most]
