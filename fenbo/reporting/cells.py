"""What was received and settled, by channel, kind, category, region and unit: from the cells, never from the cases."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from fenbo.cases.lifecycle import SETTLED, CaseState
from fenbo.core.lapsing import Lapsing
from fenbo.reporting.models import Dimension

BATCH = 20_000
SPREAD = "(VALUES ('channel', channel), ('kind', kind), ('category', category), ('region', region), ('unit', unit))"
# One statement, so that a change is seen either waiting or folded and never both.
FOLD = f"""
WITH taken AS (
    DELETE FROM reporting_change WHERE id IN (
        SELECT id FROM reporting_change ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) RETURNING *
), spread AS (
    SELECT spread.dimension, day, spread.code, sum(number) AS number, sum(settled) AS settled, count(*) AS taken
    FROM taken CROSS JOIN LATERAL {SPREAD} AS spread (dimension, code)
    GROUP BY spread.dimension, day, spread.code
), counted AS (
    INSERT INTO reporting_fold (id, times) SELECT 1, 1 WHERE EXISTS (SELECT FROM taken)
    ON CONFLICT (id) DO UPDATE SET times = reporting_fold.times + 1
), kept AS (
    INSERT INTO reporting_cell (dimension, day, code, number, settled)
    SELECT dimension, day, code, number, settled FROM spread WHERE number <> 0 OR settled <> 0
    ORDER BY dimension, day, code
    ON CONFLICT (dimension, day, code) DO UPDATE
    SET number = reporting_cell.number + excluded.number, settled = reporting_cell.settled + excluded.settled
)
SELECT count(*) FROM taken
"""
# What has not been folded yet, and how often there was folding: read together, they fit one another.
CHANGED = f"""
SELECT dimension, day, code, sum(number), sum(settled), (SELECT times FROM reporting_fold) FROM (
    SELECT spread.dimension, day, spread.code, number, settled
    FROM reporting_change CROSS JOIN LATERAL {SPREAD} AS spread (dimension, code)
    UNION ALL SELECT '', %(last)s, '', 0, 0
) AS changed
GROUP BY dimension, day, code
"""
FOLDED = """
SELECT dimension, code, sum(number), sum(settled), coalesce(sum(number) FILTER (WHERE day = %(last)s), 0),
       (SELECT times FROM reporting_fold)
FROM reporting_cell WHERE day >= %(first)s AND day <= %(last)s
GROUP BY dimension, code
UNION ALL SELECT '', '', 0, 0, 0, (SELECT times FROM reporting_fold)
"""
READ = f"""
SELECT dimension, code, sum(number), sum(settled), coalesce(sum(number) FILTER (WHERE day = %(last)s), 0)
FROM (
    SELECT dimension, day, code, number, settled FROM reporting_cell
    WHERE dimension = ANY(%(dimensions)s) AND day >= %(first)s AND day <= %(last)s
    UNION ALL
    SELECT spread.dimension, day, spread.code, number, settled
    FROM reporting_change CROSS JOIN LATERAL {SPREAD} AS spread (dimension, code)
    WHERE spread.dimension = ANY(%(dimensions)s) AND day >= %(first)s AND day <= %(last)s
) AS known
GROUP BY dimension, code
"""
AFRESH = """
SELECT dimension, (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, code, count(*),
       count(*) FILTER (WHERE state = ANY(%(settled)s))
FROM cases_case CROSS JOIN LATERAL (VALUES
    ('channel', channel), ('kind', kind), ('category', coalesce(category_id, '')),
    ('region', coalesce(region_id, '')), ('unit', coalesce(lead_unit_id::text, ''))
) AS spread (dimension, code)
WHERE received_at IS NOT NULL AND state <> %(draft)s
GROUP BY 1, 2, 3
"""
KEPT = f"""
SELECT dimension, day, code, sum(number), sum(settled) FROM (
    SELECT dimension, day, code, number, settled FROM reporting_cell
    UNION ALL
    SELECT spread.dimension, day, spread.code, number, settled
    FROM reporting_change CROSS JOIN LATERAL {SPREAD} AS spread (dimension, code)
) AS known
GROUP BY 1, 2, 3 HAVING sum(number) <> 0 OR sum(settled) <> 0
"""


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of some days that fall to one code; `today` are those of the last of the days."""

    number: int = 0
    settled: int = 0
    today: int = 0

    def __add__(self, other: "Part") -> "Part":
        return Part(self.number + other.number, self.settled + other.settled, self.today + other.today)

    @property
    def open(self) -> int:
        return self.number - self.settled


Parts = Mapping[str, Part]


def read(first: date, last: date, *dimensions: Dimension) -> Mapping[Dimension, Parts]:
    """By code, for each of these dimensions, over days that both count; one query, exact to the last commit."""
    found: dict[Dimension, dict[str, Part]] = {dimension: {} for dimension in dimensions}
    with connection.cursor() as cursor:
        cursor.execute(READ, {"dimensions": list(dimensions), "first": first, "last": last})
        for dimension, code, number, settled, today in cursor.fetchall():
            if number:
                found[Dimension(dimension)][code] = Part(int(number), int(settled), int(today))
    return found


Sums = tuple[int, Mapping[tuple[str, str], Part]]


def _nothing() -> dict[tuple[date, date], Sums]:
    return {}


_kept = Lapsing(_nothing, seconds=3600)


def read_often(first: date, last: date) -> Mapping[Dimension, Parts]:
    """The same of every dimension, for who asks every second: sums of the cells are kept until there is folding again.

    The few changes since are read each time together with how often there was folding, so the two always fit.
    """
    for _turn in range(3):
        folded, changes = _changes(last)
        kept = _kept()
        known = kept.get((first, last))
        if known is None or known[0] != folded:
            known = kept[(first, last)] = _sums(first, last)
        if known[0] == folded:
            return _put_together(known[1], changes, first, last)
    # Folding went on while we read, three times.
    return read(first, last, *Dimension)


Changed = Mapping[tuple[str, date, str], tuple[int, int]]


def _changes(last: date) -> tuple[int, Changed]:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"last": last})
        rows = cursor.fetchall()
    return int(rows[0][5] or 0), {
        (row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in rows if row[0]
    }


def _sums(first: date, last: date) -> Sums:
    with connection.cursor() as cursor:
        cursor.execute(FOLDED, {"first": first, "last": last})
        rows = cursor.fetchall()
    return int(rows[-1][5] or 0), {(row[0], row[1]): Part(*map(int, row[2:5])) for row in rows if row[0]}


def _put_together(
    sums: Mapping[tuple[str, str], Part], changes: Changed, first: date, last: date
) -> Mapping[Dimension, Parts]:
    whole = dict(sums)
    for (dimension, day, code), (number, settled) in changes.items():
        if first <= day <= last:
            part = Part(number, settled, number if day == last else 0)
            whole[(dimension, code)] = whole.get((dimension, code), Part()) + part
    found: dict[Dimension, dict[str, Part]] = {dimension: {} for dimension in Dimension}
    for (dimension, code), part in whole.items():
        if part.number:
            found[Dimension(dimension)][code] = part
    return found


def grouped(parts: Parts, key: Callable[[str], str]) -> dict[str, Part]:
    """The parts put together under what `key` makes of their codes."""
    sums: dict[str, Part] = defaultdict(Part)
    for code, part in parts.items():
        sums[key(code)] += part
    return dict(sums)


def fold() -> int:
    """Put the waiting changes into their cells; returns how many there were."""
    total = 0
    while batch := _fold_batch():
        total += batch
    return total


@transaction.atomic
def _fold_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"batch": BATCH})
        return int(cursor.fetchone()[0])


def wrong() -> Iterator[str]:
    """Every cell that is not what the cases themselves add up to; both are read in one snapshot each, in order."""
    kept, fresh = _rows(KEPT), _rows(AFRESH)
    for key in sorted(kept.keys() | fresh.keys()):
        if kept.get(key, (0, 0)) != fresh.get(key, (0, 0)):
            dimension, day, code = key
            told, real = kept.get(key, (0, 0)), fresh.get(key, (0, 0))
            yield f"cell {dimension} {day} {code or '-'}: says {told}, the cases say {real}"


def received() -> int:
    """How many cases the cells have altogether."""
    return sum(
        number
        for (dimension, _day, _code), (number, _) in _rows(KEPT).items()
        if dimension == Dimension.CHANNEL
    )


def _rows(query: str) -> dict[tuple[str, date, str], tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"settled": list(SETTLED), "draft": CaseState.DRAFT})
        return {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in cursor.fetchall()}


@transaction.atomic
def rebuild() -> int:
    """Count all cells anew from the cases, after these were written with triggers off; returns how many there are.

    No case can be written meanwhile, so it is for a repair and not for every day.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_case IN SHARE MODE")
        cursor.execute("DELETE FROM reporting_change")
        cursor.execute("DELETE FROM reporting_cell")
        cursor.execute(
            """INSERT INTO reporting_fold (id, times) VALUES (1, 1)
               ON CONFLICT (id) DO UPDATE SET times = reporting_fold.times + 1"""
        )
        cursor.execute(
            f"INSERT INTO reporting_cell (dimension, day, code, number, settled) {AFRESH}",
            {"settled": list(SETTLED), "draft": CaseState.DRAFT},
        )
        return int(cursor.rowcount)
