"""The hotline's figures of the founding month: the counter of calls as it is known, and what follows from the script."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from fenbo.catalogue.models import Category
from fenbo.hotline.figures import figures
from fenbo.hotline.models import Call, CallOutcome
from fenbo.replay.script.model import CallScript
from tests.cast import Cast, cast

__all__ = ["cast"]
FEBRUARY, APRIL = datetime(2020, 2, 1, tzinfo=UTC), datetime(2020, 4, 1, tzinfo=UTC)


@pytest.fixture
def kept(cast: Cast, calls: Sequence[CallScript]) -> None:
    """Every call of the script; what became cases is tied to one."""
    case = cast.received()
    subjects = {call.category[:2] for call in calls}
    Category.objects.bulk_create(Category(code=code, name=f"类别{code}") for code in subjects)
    Category.objects.bulk_create(
        Category(code=code, name=code, parent_id=code[:2]) for code in {call.category for call in calls}
    )
    Call.objects.bulk_create(
        Call(
            call_id=f"call-{number}",
            began_at=call.began_at,
            rang_seconds=call.rang_for,
            talked_seconds=call.talked_for,
            outcome=CallOutcome(call.outcome.value),
            category_id=call.category,
            case=case if call.outcome.value == CallOutcome.WORK_ORDER else None,
        )
        for number, call in enumerate(calls)
    )


def test_the_founding_months_figures_are_the_scripts(kept: None, calls: Sequence[CallScript]) -> None:
    found = figures(FEBRUARY, APRIL)
    whole = found.whole
    assert (whole.calls, whole.answered, whole.abandoned) == (3361, 3361, 0)
    assert whole.connect_rate == 100.0
    assert whole.prompt == sum(call.rang_for <= 15 for call in calls)
    assert whole.work_order == sum(call.case_index is not None for call in calls)
    assert whole.at_once + whole.work_order == 3361
    assert whole.talked == pytest.approx(sum(call.talked_for for call in calls) / 3361)
    topics = Counter(call.category[:2] for call in calls)
    assert {part.key: part.tally.calls for part in found.topics} == topics
    # The script speaks in China's time.
    hours = Counter(str(call.began_at.hour) for call in calls)
    assert {part.key: part.tally.calls for part in found.hours if part.tally.calls} == hours
