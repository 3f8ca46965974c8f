"""Walks a scripted case through the table of moves, as the operations would, without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fenbo.cases.lifecycle import (
    OPEN,
    OPEN_ORDERS,
    START,
    CaseState,
    Move,
    OrderState,
    PublicationState,
    advance,
)
from fenbo.replay.script import places
from fenbo.replay.script.model import Act, CaseScript, Kind, Step


@dataclass(slots=True)
class Order:
    unit: str
    parent: str = ""
    is_lead: bool = False
    state: str = OrderState.GIVEN

    def make(self, move: Move) -> None:
        self.state = advance(self.state, move)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ORDERS


@dataclass(slots=True)
class Trace:
    """`state` and `public` after the last step; any step that the table refuses raises IllegalMove."""

    may_publish: bool
    state: str = START
    public: str = PublicationState.NONE
    orders: list[Order] = field(default_factory=list)

    def make(self, move: Move) -> None:
        self.state = advance(self.state, move)

    def order(self, unit: str) -> Order:
        (found,) = [order for order in self.orders if order.unit == unit and order.is_open]
        return found

    def lead(self) -> Order:
        (found,) = [order for order in self.orders if order.is_lead and order.is_open]
        return found

    def give(self, unit: str, parent: str = "", *, is_lead: bool = False) -> None:
        assert not [order for order in self.orders if order.unit == unit and order.is_open], unit
        self.orders.append(Order(unit, parent, is_lead))

    def settle(self) -> None:
        """Close it; the system proposes what the public may read, or withholds it."""
        self.make(Move.CLOSE)
        if self.public == PublicationState.NONE:
            self.public = advance(self.public, Move.PROPOSE if self.may_publish else Move.WITHHOLD)
        assert not [order for order in self.orders if order.is_open]


def trace(case: CaseScript) -> Trace:
    """The case after all its steps; a merged one has had its lead's answer if it was closed."""
    secret = case.kind == Kind.REPORT or case.requester.confidential or case.merged_into is not None
    traced = Trace(may_publish=case.requester.consents and not secret)
    traced.make(Move.RECEIVE)
    for step in case.steps:
        if traced.state == CaseState.MERGED and case.closings and case.closings[0] <= step.at:
            traced.make(Move.ISSUE)
            traced.settle()
        PLAYED.get(step.act, _plain)(traced, step)
    return traced


def _plain(t: Trace, step: Step) -> None:
    t.make(Move(step.act.value))


def _answer_at_once(t: Trace, step: Step) -> None:
    t.make(Move.ANSWER_AT_ONCE)
    t.settle()


def _dispatch(t: Trace, step: Step) -> None:
    t.make(Move.DISPATCH)
    t.give(step.to, is_lead=True)
    for unit in step.co_units:
        t.give(unit)


def _sign_in(t: Trace, step: Step) -> None:
    order = t.order(step.unit)
    order.make(Move.SIGN_IN)
    if order.is_lead and t.state == CaseState.DISPATCHED:
        t.make(Move.START)


def _delegate(t: Trace, step: Step) -> None:
    t.order(step.unit).make(Move.DELEGATE)
    t.give(step.to, step.unit)


def _agree_return(t: Trace, step: Step) -> None:
    order = t.order(step.unit)
    order.make(Move.AGREE_RETURN)
    assert order.is_lead
    t.make(Move.REDISPATCH)
    t.give(step.to, is_lead=True)


def _reply(t: Trace, step: Step) -> None:
    order = t.order(step.unit)
    order.make(Move.REPLY_ORDER)
    others = [o for o in t.orders if o.is_open and o is not order]
    for helper in others if order.is_lead else [o for o in others if o.parent == order.unit]:
        helper.make(Move.ACCEPT_REPLY)
    if order.is_lead:
        t.make(Move.REPLY)


def _send_back(t: Trace, step: Step) -> None:
    t.make(Move.SEND_BACK)
    t.lead().make(Move.SEND_BACK_ORDER)


def _issue(t: Trace, step: Step) -> None:
    t.make(Move.ISSUE)
    t.lead().make(Move.ACCEPT_REPLY)
    t.settle()


def _hand_off(t: Trace, step: Step) -> None:
    t.make(Move.HAND_OFF)
    t.give(step.to, is_lead=True)


def _bring_back(t: Trace, step: Step) -> None:
    t.make(Move.BRING_BACK)
    t.lead().make(Move.SIGN_IN)
    t.lead().make(Move.REPLY_ORDER)


def _withdraw(t: Trace, step: Step) -> None:
    t.make(Move.WITHDRAW)
    for order in t.orders:
        if order.is_open:
            order.make(Move.CANCEL_ORDER)


def _follow_up(t: Trace, step: Step) -> None:
    t.make(Move.FOLLOW_UP)
    if step.unsettles:
        t.make(Move.SECOND_HANDLING)
        last = [order for order in t.orders if order.is_lead][-1]
        t.give(places.above(last.unit), is_lead=True)


def _of_order(t: Trace, step: Step) -> None:
    t.order(step.unit).make(Move(step.act.value))


def _interim(t: Trace, step: Step) -> None:
    t.make(Move.INTERIM)


def _watched(t: Trace, step: Step) -> None:
    assert t.state in OPEN
    _plain(t, step)


def _of_publication(t: Trace, step: Step) -> None:
    t.public = advance(t.public, Move(step.act.value))


PLAYED: dict[Act, Callable[[Trace, Step], None]] = {
    Act.ANSWER_AT_ONCE: _answer_at_once,
    Act.DISPATCH: _dispatch,
    Act.SIGN_IN: _sign_in,
    Act.DELEGATE: _delegate,
    Act.AGREE_RETURN: _agree_return,
    Act.REPLY: _reply,
    Act.SEND_BACK: _send_back,
    Act.ISSUE: _issue,
    Act.HAND_OFF: _hand_off,
    Act.BRING_BACK: _bring_back,
    Act.WITHDRAW: _withdraw,
    Act.FOLLOW_UP: _follow_up,
    Act.ISSUE_INTERIM: _interim,
    Act.REMIND: _watched,
    Act.SUPERVISE: _watched,
    **dict.fromkeys(
        (Act.CONTACT, Act.ASK_RETURN, Act.ASK_EXTENSION, Act.GRANT_EXTENSION, Act.REPLY_INTERIM), _of_order
    ),
    **dict.fromkeys((Act.PROPOSE, Act.PUBLISH, Act.WITHHOLD, Act.TAKE_DOWN), _of_publication),
}
