"""Every operation of the room as something that a test may try on any case or order, with values that it draws.

An operation is listed under the move that it makes; `needs` are the further rows of the table that it takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, ReplyKind, WorkOrder
from fenbo.cases.operations import (
    centre,
    ending,
    extensions,
    handoff,
    intake,
    merging,
    privacy,
    recalling,
    requester,
    returns,
    review,
    units,
)
from fenbo.cases.operations.centre import Changes
from fenbo.cases.operations.units import is_lead
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.directory.actors import Actor
from tests.cases.making import Stage

WORDS = object()
NEVER = ("", Move.CLOSE)
Who = Literal["dispatcher", "handler", "requester"]
UNITS = ("justice", "prisons", "commerce", "xining", "chengdong", "group-finance")


class Pick(Protocol):
    """Chooses one of several: by chance, or always the first."""

    def __call__(self, among: Sequence[Any], /) -> Any: ...


@dataclass(frozen=True)
class Hand:
    """What an attempt is made with."""

    stage: Stage
    pick: Pick
    cases: tuple[Case, ...] = ()

    def unit(self, *also: str) -> int:
        return self.stage.unit(self.pick([*UNITS, *also])).pk

    def words(self) -> str:
        """Mostly something, now and then nothing."""
        return str(self.pick(["已核实，请继续办理。"] * 9 + ["  "]))

    def fill(self, values: Mapping[str, object]) -> dict[str, Any]:
        return {name: self.words() if value is WORDS else value for name, value in values.items()}

    def by(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "now": self.stage.now}


@dataclass(frozen=True)
class Attempt:
    """`run` makes the move; it is legal where the table has it and all that `needs` names."""

    run: Callable[[], object]
    needs: tuple[tuple[str, Move], ...] = ()


OnCase = Callable[[Hand, Case], Attempt]
OnOrder = Callable[[Hand, WorkOrder], Attempt]


def on_case(operation: Callable[..., object], by: Who = "dispatcher", **values: object) -> OnCase:
    """An operation whose arguments need no thought; `WORDS` among them are drawn."""

    def attempt(hand: Hand, case: Case) -> Attempt:
        drawn = hand.fill(values)
        actor = hand.stage.dispatcher if by == "dispatcher" else hand.stage.requester(case)
        return Attempt(lambda: operation(case_id=case.pk, **drawn, **hand.by(actor)))

    return attempt


def on_order(operation: Callable[..., object], by: Who = "handler", **values: object) -> OnOrder:
    def attempt(hand: Hand, order: WorkOrder) -> Attempt:
        drawn = hand.fill(values)
        actor = hand.stage.dispatcher if by == "dispatcher" else hand.stage.handler(order)
        return Attempt(lambda: operation(order_id=order.pk, **drawn, **hand.by(actor)))

    return attempt


# On cases.


def submit_draft(hand: Hand, case: Case) -> Attempt:
    request = hand.stage.request()
    return Attempt(
        lambda: intake.submit_draft(case_id=case.pk, request=request, **hand.by(hand.stage.dispatcher))
    )


def dispatch(hand: Hand, case: Case) -> Attempt:
    lead, co_units = hand.unit(), hand.pick([(), ("commerce",), ("xining", "prisons")])
    others = [hand.stage.unit(slug).pk for slug in co_units]
    urgency = hand.pick([None, *Urgency])
    return Attempt(
        lambda: centre.dispatch(
            case_id=case.pk, lead=lead, co_units=others, urgency=urgency, **hand.by(hand.stage.dispatcher)
        )
    )


def redispatch(hand: Hand, case: Case) -> Attempt:
    lead, reason = hand.unit("beijing-12345"), hand.words()
    return Attempt(
        lambda: centre.redispatch(case_id=case.pk, lead=lead, reason=reason, **hand.by(hand.stage.dispatcher))
    )


def correct(hand: Hand, case: Case) -> Attempt:
    changes = Changes(
        title=hand.pick(["更正后的标题", None]),
        kind=hand.pick([None, Kind.COMPLAINT, Kind.HELP]),
        urgency=hand.pick([None, *Urgency]),
    )
    return Attempt(lambda: centre.correct(case_id=case.pk, changes=changes, **hand.by(hand.stage.dispatcher)))


def decide(hand: Hand, case: Case) -> Attempt:
    hours = hand.pick([None, -1, 24])
    due_at = None if hours is None else hand.stage.now + timedelta(hours=hours)
    return Attempt(
        lambda: centre.decide(
            case_id=case.pk, text="晨会决定", due_at=due_at, **hand.by(hand.stage.dispatcher)
        )
    )


def issue(hand: Hand, case: Case) -> Attempt:
    text = hand.pick([None, "审定的答复"])
    # The table lets a merged case have its lead's answer; nobody issues it one of its own.
    never = () if case.state == CaseState.REPLIED else (NEVER,)
    return Attempt(
        lambda: review.issue(case_id=case.pk, text=text, **hand.by(hand.stage.dispatcher)), needs=never
    )


def hand_off(hand: Hand, case: Case) -> Attempt:
    unit = hand.stage.unit(hand.pick(["beijing-12345", "tianjin-12345", "justice"])).pk
    return Attempt(
        lambda: handoff.hand_off(
            case_id=case.pk, unit_id=unit, letter="请协助", **hand.by(hand.stage.dispatcher)
        )
    )


def merge(hand: Hand, case: Case) -> Attempt:
    lead = hand.pick(hand.cases)
    return Attempt(
        lambda: merging.merge(
            case_id=case.pk, into=lead.pk, reason="同一件事", **hand.by(hand.stage.dispatcher)
        ),
        needs=() if lead.pk == case.pk else ((lead.state, Move.JOIN),),
    )


def second_handling(hand: Hand, case: Case) -> Attempt:
    if hand.pick([False, True]):
        return on_case(ending.second_handling, "requester", reason=WORDS)(hand, case)
    lead = hand.unit()
    return Attempt(
        lambda: ending.second_handling(
            case_id=case.pk, reason="没有解决", lead=lead, **hand.by(hand.stage.dispatcher)
        )
    )


def reopen(hand: Hand, case: Case) -> Attempt:
    reason = hand.words()
    return Attempt(
        lambda: ending.reopen(case_id=case.pk, reason=reason, **hand.by(hand.stage.dispatcher)),
        needs=() if case.received_at else (NEVER,),
    )


def lapse(hand: Hand, case: Case) -> Attempt:
    return Attempt(lambda: requester.lapse_info(case_id=case.pk, **hand.by(Actor.system())))


ON_CASES: Mapping[Move, OnCase] = {
    Move.RECEIVE: submit_draft,
    Move.DISCARD: on_case(intake.discard_draft),
    Move.ANSWER_AT_ONCE: on_case(centre.answer_at_once, text=WORDS),
    Move.NOT_ACCEPT: on_case(centre.not_accept, reason=WORDS, legal_way=WORDS),
    Move.ASK_INFO: on_case(centre.ask_info, question=WORDS),
    Move.SUPPLY_INFO: on_case(requester.supply_info, "requester", text=WORDS),
    Move.LAPSE_INFO: lapse,
    Move.DISPATCH: dispatch,
    Move.REDISPATCH: redispatch,
    Move.RECALL: on_case(centre.recall, reason=WORDS),
    Move.INTERIM: on_case(review.issue_interim),
    Move.SEND_BACK: on_case(review.send_back, remark=WORDS),
    Move.ISSUE: issue,
    Move.RATE: on_case(requester.rate, "requester", score=4, solved=True),
    Move.SECOND_HANDLING: second_handling,
    Move.HAND_OFF: hand_off,
    Move.BRING_BACK: on_case(handoff.bring_back, text=WORDS),
    Move.MERGE: merge,
    Move.SPLIT: on_case(merging.split, reason=WORDS),
    Move.WITHDRAW: on_case(requester.withdraw, "requester", reason=WORDS),
    Move.ARCHIVE: on_case(ending.archive),
    Move.REOPEN: reopen,
    Move.CORRECT: correct,
    Move.MARK_COMPLEX: on_case(centre.mark_complex, reason=WORDS),
    Move.NOTE: on_case(centre.note, text=WORDS),
    Move.DECIDE: decide,
    Move.REVEAL: on_case(privacy.reveal, reason=WORDS),
}


# On orders.


def delegate(hand: Hand, order: WorkOrder) -> Attempt:
    unit = hand.unit()
    return Attempt(
        lambda: units.delegate(order_id=order.pk, unit_id=unit, **hand.by(hand.stage.handler(order)))
    )


def ask_co_unit(hand: Hand, order: WorkOrder) -> Attempt:
    unit = hand.unit()
    return Attempt(
        lambda: units.ask_co_unit(order_id=order.pk, unit_id=unit, **hand.by(hand.stage.handler(order)))
    )


def ask_return(hand: Hand, order: WorkOrder) -> Attempt:
    reason, better = hand.words(), hand.pick([None, *UNITS])
    suggested = hand.stage.unit(better).pk if better else None
    return Attempt(
        lambda: returns.ask_return(
            order_id=order.pk,
            reason=reason,
            suggested_unit=suggested,
            **hand.by(hand.stage.handler(order)),
        )
    )


def agree_return(hand: Hand, order: WorkOrder) -> Attempt:
    to = hand.pick([None, *UNITS])
    next_unit = hand.stage.unit(to).pk if to else None
    onward = Move.REDISPATCH if next_unit else Move.RECALL
    return Attempt(
        lambda: returns.agree_return(
            order_id=order.pk, next_unit=next_unit, **hand.by(hand.stage.dispatcher)
        ),
        needs=((order.case.state, onward),) if is_lead(order) else (),
    )


def reply(hand: Hand, order: WorkOrder) -> Attempt:
    text = hand.words()
    return Attempt(
        lambda: units.reply(order_id=order.pk, text=text, **hand.by(hand.stage.handler(order))),
        needs=((order.case.state, Move.REPLY),) if is_lead(order) else (),
    )


def ask_extension(hand: Hand, order: WorkOrder) -> Attempt:
    days = hand.pick(range(12))
    return Attempt(
        lambda: extensions.ask_extension(
            order_id=order.pk, working_days=days, reason="还在协调", **hand.by(hand.stage.handler(order))
        )
    )


ON_ORDERS: Mapping[Move, OnOrder] = {
    Move.SIGN_IN: on_order(units.sign_in),
    Move.CONTACT: on_order(units.contact, reached=True, text=WORDS),
    Move.DELEGATE: delegate,
    Move.ASK_CO_UNIT: ask_co_unit,
    Move.ASK_RETURN: ask_return,
    Move.AGREE_RETURN: agree_return,
    Move.REFUSE_RETURN: on_order(returns.refuse_return, "dispatcher", remark=WORDS),
    Move.ASK_EXTENSION: ask_extension,
    Move.GRANT_EXTENSION: on_order(extensions.grant_extension, "dispatcher"),
    Move.REFUSE_EXTENSION: on_order(extensions.refuse_extension, "dispatcher", remark=WORDS),
    Move.REPLY_INTERIM: on_order(units.reply_interim, text=WORDS),
    Move.REPLY_ORDER: reply,
    Move.SEND_BACK_ORDER: on_order(units.send_back_reply, "dispatcher", remark=WORDS),
    Move.CANCEL_ORDER: on_order(recalling.take_back, "dispatcher", reason=WORDS),
    Move.ACCEPT_REPLY: on_order(units.accept_reply, "dispatcher"),
}

# What moves no order: only looked at for what it leaves behind.
ASIDE: tuple[OnOrder, ...] = (
    on_order(units.note_measure, text=WORDS),
    on_order(units.save_reply_draft, text=WORDS),
    on_order(units.save_reply_draft, text=WORDS, kind=ReplyKind.INTERIM),
)
