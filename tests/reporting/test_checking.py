"""`fenbo journal verify` also recomputes what is published: counts, settled cases and texts."""

from typing import Any

import pytest
from django.db import connection

from fenbo.cases.models import Case
from fenbo.core.clock import frozen
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff
from fenbo.journal import operations as journal
from fenbo.journal.consumers import at_once
from fenbo.journal.verification import verify
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast, hours


@pytest.fixture
def published(cast: Cast) -> Case:
    """A case that everybody can read, its events sealed."""
    person = Staff.objects.create(username="publisher")
    Post.objects.create(staff=person, unit=cast.unit["centre"], duty=Duty.PUBLISH)
    cast.staff["publisher"] = person
    with at_once():
        case = cast.closed(may_publish=True)
    publication.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(1))
    journal.seal_new_events(now=NOON + hours(1))
    return case


def tamper(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def found() -> str:
    with frozen(NOON + hours(48)):
        return verify().first_bad or ""


def test_what_was_not_touched_holds_and_every_check_is_named(published: Case) -> None:
    with frozen(NOON + hours(48)):
        report = verify()

    assert report.first_bad is None
    assert report.further == ["publications", "counts", "cases", "cells"]


def test_a_case_that_somebody_settled_behind_the_journals_back_is_named(published: Case) -> None:
    tamper("UPDATE cases_case SET state = 'in_hand' WHERE id = %s", published.pk)

    assert f"case {published.number}" in found()


def test_a_public_text_that_somebody_changed_is_named(published: Case) -> None:
    tamper("UPDATE publication_publication SET answer = '已经支付' WHERE case_id = %s", published.pk)

    assert f"publication {published.number}" in found()


def test_a_text_that_was_made_public_without_anybodys_agreement_is_named(cast: Cast, published: Case) -> None:
    with at_once():
        case = cast.closed(may_publish=True)
    tamper("UPDATE publication_publication SET published_at = proposed_at WHERE case_id = %s", case.pk)

    assert f"publication {case.number}" in found()


def test_a_tally_that_somebody_raised_is_named(published: Case) -> None:
    tamper("UPDATE journal_tally SET count = count + 1 WHERE move = 'close'")

    assert "close" in found()
