"""Counting several things at once, each only as far as anybody reads it."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast


def count_each(most: int, /, **queries: QuerySet[Model]) -> Mapping[str, int]:
    """How many rows each of the queries has, at most `most` of each; one query for all of them."""
    parts = [
        rows.order_by()
        .annotate(counted_as=Value(name, TextField()), key=Cast("pk", TextField()))
        .values_list("counted_as", "key")[:most]
        for name, rows in queries.items()
    ]
    found = Counter(name for name, _key in parts[0].union(*parts[1:], all=True))
    return {name: found[name] for name in queries}
