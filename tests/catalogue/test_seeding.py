"""The catalogue that an installation starts with, and what an editor changed in it meanwhile."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from fenbo.catalogue.models import Category, DispatchRule, TimeLimit
from fenbo.catalogue.queries import rule_for, time_limits
from fenbo.catalogue.seeding import compare
from fenbo.directory.models import Region, Unit

DAY = date(2020, 3, 9)
pytestmark = pytest.mark.usefixtures("seeded")


def seed() -> None:
    call_command("seed", stdout=StringIO())


def rules() -> set[tuple[object, ...]]:
    return set(DispatchRule.objects.values_list("id", "category", "region", "lead", "valid_from", "valid_to"))


def test_every_subject_has_a_first_level_and_a_second() -> None:
    for category in Category.objects.exclude(parent=None):
        assert category.code.startswith(str(category.parent_id))
    assert not Category.objects.filter(parent=None, children=None).exists()


def test_every_subject_has_somebody_to_answer_in_every_place_at_home() -> None:
    subjects = Category.objects.exclude(parent=None).values_list("code", flat=True)
    silent = [
        (code, region)
        for code in subjects
        for region in ("630000", "630102", "632800")
        if rule_for(code, region, DAY) is None
    ]
    assert silent == []


def test_no_unit_leads_and_helps_at_once() -> None:
    through = DispatchRule.co_units.through.objects
    assert not through.filter(unit_id=F("dispatchrule__lead_id")).exists()


def test_rules_for_a_place_name_that_place() -> None:
    spread = DispatchRule.objects.exclude(region=None)
    assert set(spread.values_list("region", flat=True)) <= set(Region.objects.values_list("code", flat=True))


def test_laying_twice_is_laying_once() -> None:
    before = rules(), DispatchRule.co_units.through.objects.count(), TimeLimit.objects.count()
    seed()
    assert (rules(), DispatchRule.co_units.through.objects.count(), TimeLimit.objects.count()) == before


def test_what_an_editor_replaced_is_left_alone() -> None:
    rule = DispatchRule.objects.filter(category="0101", region=None).get()
    other = Unit.objects.exclude(pk=rule.lead_id).earliest("id")
    rule.valid_to = DAY
    rule.save()
    DispatchRule.objects.create(category_id="0101", lead=other, valid_from=DAY + timedelta(days=1))
    seed()
    found = rule_for("0101", None, DAY + timedelta(days=1))
    assert found is not None
    assert found.lead == other
    assert DispatchRule.objects.filter(category="0101", region=None).count() == 2


def test_a_rule_that_was_deleted_comes_back() -> None:
    DispatchRule.objects.filter(category="0101").delete()
    seed()
    assert DispatchRule.objects.filter(category="0101").exists()


def test_a_limit_that_an_editor_ended_stays_ended() -> None:
    TimeLimit.objects.filter(hop="answer").update(valid_to=DAY)
    before = TimeLimit.objects.count()
    seed()
    time_limits.forget()
    assert TimeLimit.objects.count() == before
    assert not TimeLimit.objects.filter(hop="answer", valid_to=None).exists()


def limit(amount: int, begins: date, ends: date | None = None) -> TimeLimit:
    return TimeLimit(hop="answer", amount=amount, unit="hours", valid_from=begins, valid_to=ends)


def test_rows_are_compared_by_their_periods() -> None:
    wanted = [limit(24, date(2020, 1, 1))]
    same = [limit(12, date(2020, 1, 1))]
    ended = [limit(12, date(2020, 1, 1), DAY)]
    assert compare(wanted, [], key=lambda row: row.hop) == (wanted, [])
    assert compare(wanted, same, key=lambda row: row.hop) == ([], [(wanted[0], same[0])])
    assert compare(wanted, ended, key=lambda row: row.hop) == ([], [])
