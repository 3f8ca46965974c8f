"""A form that was opened before somebody else's change is not put over it."""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.operations import (
    centre,
    ending,
    extensions,
    handoff,
    merging,
    recalling,
    requester,
    returns,
    review,
    units,
)
from fenbo.core.errors import StaleVersion
from fenbo.journal.models import Event
from tests.cases.making import Stage, fresh

MODULES = (centre, ending, extensions, handoff, merging, recalling, requester, returns, review, units)


def operations() -> list[Callable[..., Any]]:
    """Every operation that a form with a hidden version may call."""
    return [function for module in MODULES for function in defined_in(module)]


def defined_in(module: ModuleType) -> list[Callable[..., Any]]:
    return [
        function
        for _name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "version" in inspect.signature(function).parameters
    ]


def arguments(operation: Callable[..., Any], stage: Stage, values: dict[str, Any]) -> dict[str, Any]:
    """Something sensible for everything that must be given."""
    parameters = inspect.signature(operation).parameters.values()
    wanted = [one.name for one in parameters if one.default is inspect.Parameter.empty]
    texts = {"text", "reason", "remark", "legal_way", "question", "letter"}
    return {name: "已核实" if name in texts else values[name] for name in wanted}


def test_the_operations_are_found() -> None:
    assert len(operations()) >= 35


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.__name__)
def test_an_old_page_changes_nothing(operation: Callable[..., Any], stage: Stage) -> None:
    order = stage.signed()
    seen = fresh(order.case).version
    stage.supply_info(order.case, "补充材料")
    events = Event.objects.count()
    values = {
        "case_id": order.case_id,
        "order_id": order.pk,
        "actor": stage.dispatcher,
        "now": stage.now,
        "lead": stage.unit("commerce").pk,
        "unit_id": stage.unit("commerce").pk,
        "into": stage.received().pk,
        "changes": centre.Changes(title="新标题"),
        "working_days": 1,
        "reached": True,
        "score": 5,
        "solved": True,
    }
    with pytest.raises(StaleVersion):
        operation(**arguments(operation, stage, values), version=seen)
    assert Event.objects.count() == events + 1, "only the other case was received meanwhile"
    assert fresh(order.case).state == CaseState.IN_HAND


def test_the_version_that_is_shown_is_the_one_that_counts(stage: Stage) -> None:
    case = stage.received()
    for step in range(3):
        case = centre.note(
            case_id=case.pk,
            text=f"备注 {step}",
            actor=stage.dispatcher,
            now=stage.now,
            version=fresh(case).version,
        )
    assert case.version == 4
    with pytest.raises(StaleVersion):
        centre.note(case_id=case.pk, text="又", actor=stage.dispatcher, now=stage.now, version=3)


def test_a_version_from_the_future_is_as_wrong_as_one_from_the_past(stage: Stage) -> None:
    with pytest.raises(StaleVersion):
        centre.note(case_id=stage.received().pk, text="又", actor=stage.dispatcher, now=stage.now, version=99)


def test_who_shows_no_page_gives_no_version(stage: Stage) -> None:
    case = stage.received()
    assert centre.note(case_id=case.pk, text="又", actor=stage.dispatcher, now=stage.now).version == 2


def test_a_change_of_an_order_makes_pages_of_its_case_old(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    seen = fresh(order.case).version
    stage.sign(order)
    with pytest.raises(StaleVersion):
        centre.recall(
            case_id=order.case_id, reason="分错了", actor=stage.dispatcher, now=stage.now, version=seen
        )
