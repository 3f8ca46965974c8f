"""Reading publications: by everybody, and by those who review them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, OuterRef, QuerySet, Subquery

from fenbo.cases import scope, words
from fenbo.cases.lifecycle import PublicationState
from fenbo.cases.models import Clock
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.models import Category
from fenbo.core.clock import SHANGHAI
from fenbo.core.counting import count_each
from fenbo.core.errors import OutOfScope
from fenbo.core.ids import read_public_number
from fenbo.core.lapsing import Lapsing, Lately
from fenbo.core.paging import Page
from fenbo.directory.actors import Actor
from fenbo.directory.models import Region, Unit
from fenbo.files.models import Attachment
from fenbo.files.queries import attachments_among, attachments_of
from fenbo.publication import finding, reading
from fenbo.publication.drafting import known_of, last_answer
from fenbo.publication.finding import Sought
from fenbo.publication.models import IS_PUBLIC, EarlierText, Publication, PublicPicture
from fenbo.publication.reading import WHOLE, Sql
from fenbo.publication.redaction import Piece, pieces

Row = TypeVar("Row", bound=Model)
SIZE = 20
# Beyond this a reader is told "more than"; it bounds what a search for a common word costs.
COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for. Codes may be of either level; days are Shanghai's and both count."""

    words: str = ""
    region: str = ""
    category: str = ""
    unit: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_filtered(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """`count` is exact up to `COUNTED`; `is_more` says that there are more than that."""

    page: Page[Publication]
    count: int
    is_more: bool


# Some hundred names, which the pages that everybody reads would join to every row.
NAMES: dict[str, Lapsing[Mapping[Any, Model]]] = {
    "region": Lapsing(lambda: Region.objects.in_bulk()),
    "category": Lapsing(lambda: Category.objects.in_bulk()),
    "unit": Lapsing(lambda: Unit.objects.in_bulk()),
}


def named(rows: Iterable[Row]) -> list[Row]:
    """The rows with the place, the subject and the unit of each, as they were called half a minute ago."""
    found = list(rows)
    for name, known in NAMES.items():
        for row in found:
            if one := known().get(getattr(row, f"{name}_id", None)):
                setattr(row, name, one)
    return found


def public() -> QuerySet[Publication]:
    """Everything that everybody may read."""
    return Publication.objects.filter(IS_PUBLIC).order_by()


def public_search(wanted: Wanted, *, before: str | None = None, after: str | None = None) -> Found:
    """What fits, newest first, a page at a time; each query by an index, whatever there is."""
    sought = narrowed(_said(wanted), wanted)
    found = sought.newest(SIZE, before, after)
    if before or after or found.older:
        count, is_more = _counted(wanted, sought)
    else:
        # All there are, on one page.
        count, is_more = len(found.rows), False
    return Found(replace(found, rows=named(found.rows)), count, is_more)


# To count to a thousand takes longer than to find the twenty that are shown.
_plenty: Lately[Wanted] = Lately()


def _counted(wanted: Wanted, sought: Sought) -> tuple[int, bool]:
    if wanted in _plenty:
        return COUNTED, True
    count = sought.count(COUNTED + 1)
    if count > COUNTED:
        _plenty.add(wanted)
    return min(count, COUNTED), count > COUNTED


def narrowed(sought: Sought, wanted: Wanted) -> Sought:
    """Those of them that are of the region, the category and the unit that are wanted."""
    if sought.query is None:
        return replace(sought, among=sought.among & _fits(wanted))
    if wanted.region:
        sought = sought.marked(finding.mark_of_region(wanted.region))
    if wanted.category:
        sought = sought.marked(finding.mark_of_category(wanted.category))
    return sought.marked(finding.mark_of_unit(wanted.unit)) if wanted.unit else sought


def _fits(wanted: Wanted) -> Sql:
    """Of the region, the category and the unit that are wanted."""
    condition = _in_region(wanted.region) if wanted.region else reading.ANY
    if wanted.category:
        column = "subject" if len(wanted.category) == 2 else "category_id"
        condition &= Sql(f"{column} = %s", (wanted.category,))
    return condition & Sql("unit_id = %s", (wanted.unit,)) if wanted.unit else condition


def _in_region(code: str) -> Sql:
    """The region and everything within it, by its code (GB/T 2260)."""
    if code.endswith("0000"):
        return Sql("starts_with(prefecture, %s)", (code[:2],))
    if code.endswith("00"):
        return Sql("prefecture = %s", (code[:4],))
    return Sql("region_id = %s", (code,))


def _said(wanted: Wanted) -> Sought:
    """The number itself, or every word of what was typed, in those days; what has no word in it finds nothing."""
    days = reading.ANY
    if wanted.since:
        days &= Sql("published_at >= %s", (_midnight(wanted.since),))
    if wanted.until:
        days &= Sql("published_at < %s", (_midnight(wanted.until) + timedelta(days=1),))
    if not wanted.words:
        return Sought(None, among=days)
    if number := read_public_number(wanted.words):
        return Sought(None, among=days & Sql("number = %s", (number,)))
    said = dict.fromkeys(words.cut(wanted.words))
    if not said:
        return Sought(None, among=reading.NONE)
    return Sought(finding.all_of(said), finding.frequencies().share(said), days)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def newest(size: int) -> list[Publication]:
    """The latest that were published."""
    return named(reading.texts(reading.ANY, size))


# Whether photographs stand beside a text, asked together with it, since mostly there are none.
PICTURED = (
    "EXISTS (SELECT FROM publication_publicpicture WHERE publication_id = case_id AND copy IS NOT NULL)"
)


def shown(number: str) -> tuple[Publication, list[PublicPicture]]:
    """One that everybody may read, by its number, and the photographs beside it; raises OutOfScope as `published`."""
    rows = reading.fetch((*WHOLE, PICTURED), Sql("number = %s", (read_public_number(number),)), 1)
    if not rows:
        raise OutOfScope
    row = named([reading.made(WHOLE, rows[0][:-1])])[0]
    return row, public_pictures(row) if rows[0][-1] else []


def published(number: str) -> Publication:
    """One that everybody may read, by its number; raises OutOfScope, also when it was taken down."""
    return shown(number)[0]


def alike(row: Publication, size: int = 5) -> list[Publication]:
    """Others about the same subject, the newest first: an answer for those who have not asked yet."""
    if not row.category_id:
        return []
    others = Sql("category_id = %s AND case_id <> %s", (row.category_id, row.pk))
    return named(reading.texts(others, size))


# Each step is one look into the index: the day before the earliest one found.
DAYS_PUBLISHED = """
WITH RECURSIVE found(day) AS (
    SELECT (max(published_at) AT TIME ZONE %(zone)s)::date FROM publication_publication
    UNION ALL
    SELECT (
        SELECT (max(published_at) AT TIME ZONE %(zone)s)::date FROM publication_publication
        WHERE published_at < found.day::timestamp AT TIME ZONE %(zone)s
    ) FROM found WHERE found.day IS NOT NULL
) SELECT day FROM found WHERE day IS NOT NULL
"""


def days_published() -> list[date]:
    """The days on which something that can still be read was published, Shanghai's, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS_PUBLISHED, {"zone": str(SHANGHAI)})
        return [row[0] for row in cursor.fetchall()]


def published_on(day: date) -> QuerySet[Publication]:
    """What was published on that day and can still be read, with what an address is made of."""
    start = _midnight(day)
    rows = public().filter(published_at__gte=start, published_at__lt=start + timedelta(days=1))
    return rows.only("number", "title", "published_at").order_by("published_at", "pk")


def public_pictures(row: Publication) -> list[PublicPicture]:
    """The photographs that everybody sees beside this text."""
    return list(row.pictures.filter(copy__isnull=False).order_by("decided_at", "pk"))


def public_photo(number: str, key: UUID) -> Attachment:
    """The drawn copy of a photograph beside a public text; raises OutOfScope."""
    _row, pictures = shown(number)
    return _copy_of(next((one for one in pictures if one.pk == key), None))


def _copy_of(picture: PublicPicture | None) -> Attachment:
    if picture is None or picture.copy is None:
        raise OutOfScope
    return attachments_of(picture.pk).get(pk=picture.copy)


@dataclass(frozen=True, slots=True)
class Beside:
    """A photograph of the case, what was decided about it, and the copy that everybody would see."""

    original: Attachment
    picture: PublicPicture | None = None
    copy: Attachment | None = None


def _photos(row: Publication) -> list[Beside]:
    """Every photograph of the case; three queries."""
    decided = {one.original: one for one in row.pictures.select_related("decided_by")}
    keys = {one.original: one.copy for one in decided.values() if one.copy}
    copies = {one.pk: one for one in attachments_among(keys.values())}
    return [
        Beside(one, decided.get(one.pk), copies.get(keys[one.pk]) if one.pk in keys else None)
        for one in attachments_of(row.pk)
        if one.is_image
    ]


@dataclass(frozen=True, slots=True)
class Review:
    """The public wording beside what it comes from, whose private parts are marked."""

    publication: Publication
    title: list[Piece]
    question: list[Piece]
    answer: list[Piece]
    earlier: list[EarlierText]
    answer_due_at: datetime | None = None
    pictures: list[Beside] = field(default_factory=list)


def to_review(actor: Actor) -> QuerySet[Publication]:
    """What waits for a second person, to be ordered by `proposed_at`."""
    return _of(actor).filter(case__publication_state=PublicationState.PROPOSED)


def take_downs_asked(actor: Actor) -> QuerySet[Publication]:
    """What requesters want taken down, to be ordered by `take_down_asked_at`; `answer_due_at` is the clock's."""
    running = _asked(OuterRef("pk"))
    return (
        _of(actor)
        .filter(IS_PUBLIC, take_down_asked_at__isnull=False)
        .annotate(answer_due_at=Subquery(running.values("due_at")[:1]))
    )


def _asked(case: UUID | OuterRef) -> QuerySet[Clock]:
    """The clock that runs while a request to take down is not answered."""
    return Clock.objects.filter(case=case, hop=Hop.TAKE_DOWN_DECISION, stopped_at=None).order_by()


def is_take_down_asked(case_id: UUID) -> bool:
    """Whether its requester waits for an answer to that wish."""
    return public().filter(pk=case_id, take_down_asked_at__isnull=False).exists()


def _of(actor: Actor) -> QuerySet[Publication]:
    rows = Publication.objects.filter(case__in=scope.visible_cases(actor)).order_by()
    return rows.select_related("case__category", "region", "category", "unit", "proposed_by").defer("words")


def in_review(actor: Actor, case_id: UUID) -> Review:
    """One publication for the eyes of who reviews it; raises OutOfScope."""
    row = _of(actor).select_related("case__requester", "published_by").filter(pk=case_id).first()
    if row is None:
        raise OutOfScope
    case, about = row.case, known_of(row.case.requester)
    told = last_answer(case)
    return Review(
        row,
        pieces(case.title, about),
        pieces(case.content, about),
        pieces(told.text if told else "", about),
        list(row.earlier_texts.select_related("proposed_by").order_by("-version")),
        _asked(row.pk).values_list("due_at", flat=True).first() if row.take_down_asked_at else None,
        _photos(row),
    )


def count_to_review(actor: Actor, most: int = 100) -> Mapping[str, int]:
    """How many wait for review, and how many for a decision to take down; each at most `most`."""
    return count_each(most, review=to_review(actor), take_down=take_downs_asked(actor))
