"""Who answers for a subject, and within what time."""

from datetime import date

from django.db.models import Q, QuerySet

from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.models import Category, DispatchRule, TimeLimit
from fenbo.core.lapsing import Lapsing
from fenbo.directory.queries import region_chain, valid_on
from fenbo.workdays.calendar import Limit, LimitUnit

# Used only where no row fits, so that a table emptied by mistake stops no clock. The seeds say the same.
FALLBACK = {
    Hop.DISPATCH: Limit(30, LimitUnit.MINUTES),
    Hop.SIGN_IN: Limit(2, LimitUnit.HOURS),
    Hop.CONTACT: Limit(4, LimitUnit.HOURS),
    Hop.ANSWER: Limit(24, LimitUnit.HOURS),
    Hop.INTERIM: Limit(24, LimitUnit.HOURS),
    Hop.FINAL: Limit(5, LimitUnit.WORKING_DAYS),
    Hop.REVIEW: Limit(2, LimitUnit.HOURS),
    Hop.FOLLOW_UP: Limit(1, LimitUnit.WORKING_DAYS),
    Hop.MORE_INFO: Limit(3, LimitUnit.WORKING_DAYS),
    Hop.RETURN_DECISION: Limit(4, LimitUnit.HOURS),
    Hop.EXTENSION_DECISION: Limit(4, LimitUnit.HOURS),
    Hop.TAKE_DOWN_DECISION: Limit(24, LimitUnit.HOURS),
    Hop.INQUIRY: Limit(10, LimitUnit.MINUTES),
    Hop.EXTENSION: Limit(10, LimitUnit.WORKING_DAYS),
}

# Every hop of every case asks; the table is a few dozen rows.
time_limits = Lapsing(lambda: tuple(TimeLimit.objects.order_by("id")))


def limit_for(hop: Hop, kind: Kind | None, urgency: Urgency | None, on: date) -> Limit:
    """The limit in force on that day: a row for kind and urgency beats urgency, beats kind, beats neither."""
    fitting = [row for row in time_limits() if _fits(row, hop, kind, urgency, on)]
    if not fitting:
        return FALLBACK[hop]
    return max(fitting, key=lambda row: (row.urgency is not None, row.kind is not None)).limit


def _fits(row: TimeLimit, hop: Hop, kind: Kind | None, urgency: Urgency | None, on: date) -> bool:
    return (
        row.hop == hop
        and row.kind in (None, kind)
        and row.urgency in (None, urgency)
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
    )


def rules_for(category: str, region: str | None, on: date) -> list[DispatchRule]:
    """The rules for a category's code that cover a region's code on that day, closest region first.

    A rule without region covers every place and comes last. Leads and co-units are loaded: two queries.
    """
    chain = region_chain(region or "")
    found = (
        DispatchRule.objects.filter(valid_on(on), Q(region=None) | Q(region__in=chain), category=category)
        .select_related("lead")
        .prefetch_related("co_units")
    )
    return sorted(found, key=lambda rule: chain.index(rule.region_id) if rule.region_id else len(chain))


def rule_for(category: str, region: str | None, on: date) -> DispatchRule | None:
    """The closest rule, or None where the catalogue is silent and the centre must decide."""
    return next(iter(rules_for(category, region, on)), None)


def led_by_unit(on: date) -> dict[int, list[Category]]:
    """What each unit answers for on that day, by its key: the subjects that it leads somewhere. One query."""
    rules = DispatchRule.objects.filter(valid_on(on), category__is_active=True)
    led: dict[int, dict[str, Category]] = {}
    for rule in rules.select_related("category").order_by("category_id", "id"):
        led.setdefault(rule.lead_id, {})[rule.category_id] = rule.category
    return {unit_id: list(subjects.values()) for unit_id, subjects in led.items()}


def categories() -> QuerySet[Category]:
    """Those in use, each first-level one followed by its own."""
    return Category.objects.filter(is_active=True).select_related("parent").order_by("code")


# The subjects of the first level, by code and name, as filters offer them.
first_level = Lapsing(lambda: [(row.pk, row.name) for row in categories() if row.parent_id is None])
# Every submission is checked against them.
category_codes = Lapsing(
    lambda: frozenset(Category.objects.filter(is_active=True).values_list("code", flat=True))
)
