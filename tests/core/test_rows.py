"""Rows of several tables inserted in one exchange."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from fenbo.cases import words
from fenbo.cases.models import Case, Clock, Requester
from fenbo.catalogue.hops import Hop
from fenbo.core import rows
from fenbo.core.ids import new_id
from tests.cast import NOON, Cast


def fresh(cast: Cast) -> tuple[Requester, Case, Clock]:
    """A case with its requester and clock that nobody has written."""
    like = cast.received()
    requester = Requester(name="王小明 100%s", phone="13897210001", phone_index=b"\x00%s")
    case = Case(
        id=new_id(),
        number="2099010100001",
        state=like.state,
        kind=like.kind,
        channel=like.channel,
        title="标题",
        content="工程款；%s\n'--",
        requester=requester,
        words=words.vector("工程款"),
    )
    clock = Clock(
        case=case,
        hop=Hop.DISPATCH,
        unit=cast.unit["centre"],
        started_at=NOON,
        amber_at=NOON,
        due_at=NOON + timedelta(hours=1),
    )
    return requester, case, clock


def test_they_are_what_saving_one_by_one_would_have_written(cast: Cast) -> None:
    requester, case, clock = fresh(cast)
    rows.insert([requester, case, clock])

    kept = Case.objects.get(pk=case.pk)
    assert (kept.content, kept.requester.name, kept.requester.phone_index) == (
        "工程款；%s\n'--",
        "王小明 100%s",
        b"\x00%s",
    )
    assert Case.objects.filter(words=words.query("工程款"), pk=case.pk).exists()
    assert Clock.objects.get(pk=clock.pk).case_id == case.pk
    assert [row._state.adding for row in (requester, case, clock)] == [False] * 3


def test_they_take_one_query_however_many_they_are(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = fresh(cast)
    with django_assert_num_queries(1):
        rows.insert(new)
    with django_assert_num_queries(0):
        rows.insert([])


def test_when_one_is_refused_none_is_there(cast: Cast) -> None:
    requester, case, clock = fresh(cast)
    clock.stopped_at = NOON - timedelta(days=1)
    with pytest.raises(IntegrityError, match="clock_stops_after_start"), transaction.atomic():
        rows.insert([requester, case, clock])

    assert not Requester.objects.filter(pk=requester.pk).exists()
    assert not Case.objects.filter(pk=case.pk).exists()
