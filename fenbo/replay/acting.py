"""Playing one step through the real operations: each act of the script is one operation with its words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from fenbo.cases.lifecycle import OPEN_ORDERS
from fenbo.cases.models import Case, Channel, RequesterKind, WorkOrder
from fenbo.cases.operations import (
    centre,
    extensions,
    handoff,
    intake,
    merging,
    requester,
    returns,
    review,
    units,
)
from fenbo.cases.operations.intake import Request, Who
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.directory.actors import Actor
from fenbo.followup import operations as followup
from fenbo.followup.models import Outcome
from fenbo.publication import operations as publication
from fenbo.replay.cast import Cast
from fenbo.replay.script.model import Act, CaseScript, Step
from fenbo.supervision.operations import orders as supervision
from fenbo.supervision.operations import reminders

SCRIPT = UUID("3f8a52f4-6c1b-5b86-9a43-0f0c5f2a2020")
# These write themselves; for the others an agent writes down what they say.
BY_THEMSELVES = ("website", "wechat", "api")


def submission_key(seed: int, index: int) -> UUID:
    return uuid5(SCRIPT, f"{seed}:{index}")


class Stage:
    """Where one process plays: its cast, and the cases that it has met."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.cast = Cast()
        self._cases: dict[int, UUID] = {}
        self._orders: dict[tuple[int, str], UUID] = {}
        self._left: set[UUID] = set()

    def case_id(self, index: int) -> UUID:
        if index not in self._cases:
            key = submission_key(self.seed, index)
            self._cases[index] = Case.objects.values_list("pk", flat=True).get(submission_key=key)
        return self._cases[index]

    def order_id(self, case: CaseScript, slug: str) -> UUID:
        """The unit's open order."""
        place = (case.index, slug)
        if place not in self._orders:
            held = WorkOrder.objects.filter(case=self.case_id(case.index), unit=self.cast.units[slug])
            self._orders[place] = held.values_list("pk", flat=True).get(state__in=OPEN_ORDERS)
        return self._orders[place]

    def forget(self, case: CaseScript | None = None) -> None:
        """Which orders a case has, since a unit may be given it anew; of all, since another process may have played."""
        kept = () if case is None else self._orders.items()
        self._orders = {place: key for place, key in kept if case and place[0] != case.index}
        if case is None:
            self._cases.clear()

    def leave(self, keys: Iterable[UUID]) -> None:
        """Play these cases no further."""
        self._left.update(keys)

    def is_left(self, case: CaseScript) -> bool:
        return bool(self._left) and submission_key(self.seed, case.index) in self._left

    def submit(self, case: CaseScript) -> None:
        by_themselves = case.channel in BY_THEMSELVES
        actor = Actor.public() if by_themselves else self.cast.agent(case.index)
        key = submission_key(self.seed, case.index)
        made = intake.submit(request=request(case), actor=actor, now=case.received_at, submission_key=key)
        self._cases[case.index] = made.pk

    def play(self, case: CaseScript, step: Step) -> None:
        """Raises Refused where the operations do not agree with the script, which is a fault in one of them."""
        OPERATIONS[step.act](self, case, step)
        if step.settles or step.unsettles:
            self.forget(case)


def request(case: CaseScript) -> Request:
    who = case.requester
    return Request(
        kind=Kind(case.kind.value),
        title=case.title,
        content=case.content,
        channel=Channel(case.channel.value),
        who=Who(
            kind=RequesterKind.FIRM if who.firm else RequesterKind.PERSON,
            name=who.name,
            phone=who.phone,
            firm_name=who.firm,
            firm_code=who.firm_code,
            is_anonymous=who.anonymous,
        ),
        category=case.category,
        region=case.region,
        urgency=Urgency(case.urgency.value),
        wish=case.wish,
        place=case.place,
        call_id=call_id(case.index) if case.channel == "hotline" else "",
        is_confidential=who.confidential,
        may_publish=who.consents,
    )


def call_id(index: int) -> str:
    """The number under which the telephone platform would know the call that became this case."""
    return f"2020-{index:06d}"


def _requester(stage: Stage, case: CaseScript) -> dict[str, Any]:
    return {"case_id": stage.case_id(case.index), "actor": Actor.requester([stage.case_id(case.index)])}


def _centre(stage: Stage, case: CaseScript, step: Step) -> dict[str, Any]:
    return {"case_id": stage.case_id(case.index), "actor": stage.cast.dispatcher(step.at), "now": step.at}


def _issuer(stage: Stage, case: CaseScript, step: Step) -> dict[str, Any]:
    return {"case_id": stage.case_id(case.index), "actor": stage.cast.issuer(case.index), "now": step.at}


def _publisher(stage: Stage, case: CaseScript, step: Step) -> dict[str, Any]:
    return {"case_id": stage.case_id(case.index), "actor": stage.cast.publisher(case.index), "now": step.at}


def _person(username: str) -> Callable[[Stage, CaseScript, Step], dict[str, Any]]:
    def played(stage: Stage, case: CaseScript, step: Step) -> dict[str, Any]:
        return {"case_id": stage.case_id(case.index), "actor": stage.cast.person(username), "now": step.at}

    return played


def _unit(stage: Stage, case: CaseScript, step: Step) -> dict[str, Any]:
    """The unit's handler at its order."""
    return {
        "order_id": stage.order_id(case, step.unit),
        "actor": stage.cast.handler(step.unit),
        "now": step.at,
    }


def _centre_at_order(stage: Stage, case: CaseScript, step: Step) -> dict[str, Any]:
    return {
        "order_id": stage.order_id(case, step.unit),
        "actor": stage.cast.dispatcher(step.at),
        "now": step.at,
    }


def _answer_at_once(stage: Stage, case: CaseScript, step: Step) -> None:
    on_the_telephone = case.channel not in BY_THEMSELVES
    actor = stage.cast.agent(case.index) if on_the_telephone else stage.cast.answerer(case.index)
    case_id = stage.case_id(case.index)
    centre.answer_at_once(case_id=case_id, text=step.text, basis=step.basis, actor=actor, now=step.at)


def _dispatch(stage: Stage, case: CaseScript, step: Step) -> None:
    others = [stage.cast.units[slug] for slug in step.co_units]
    told = _centre(stage, case, step)
    centre.dispatch(**told, lead=stage.cast.units[step.to], co_units=others, instruction=step.text)


def _ask_return(stage: Stage, case: CaseScript, step: Step) -> None:
    suggested = stage.cast.units[step.to]
    returns.ask_return(**_unit(stage, case, step), reason=step.text, suggested_unit=suggested)


def _agree_return(stage: Stage, case: CaseScript, step: Step) -> None:
    next_unit = stage.cast.units[step.to]
    returns.agree_return(**_centre_at_order(stage, case, step), next_unit=next_unit, remark=step.text)


def _ask_info(stage: Stage, case: CaseScript, step: Step) -> None:
    told = _centre(stage, case, step)
    if step.unit:
        told |= {"actor": stage.cast.handler(step.unit), "order_id": stage.order_id(case, step.unit)}
    centre.ask_info(**told, question=step.text)


def _merge(stage: Stage, case: CaseScript, step: Step) -> None:
    if case.merged_into is None:
        raise ValueError(f"case {case.index} has nothing to be merged into")
    merging.merge(**_centre(stage, case, step), into=stage.case_id(case.merged_into), reason=step.text)


def _delegate(stage: Stage, case: CaseScript, step: Step) -> None:
    to = stage.cast.units[step.to]
    units.delegate(**_unit(stage, case, step), unit_id=to, instruction=step.text)


def _hand_off(stage: Stage, case: CaseScript, step: Step) -> None:
    to = stage.cast.units[step.to]
    handoff.hand_off(**_centre(stage, case, step), unit_id=to, letter=step.text)


def _in_days(step: Step) -> datetime:
    return step.at + timedelta(days=step.days)


def _follow_up(stage: Stage, case: CaseScript, step: Step) -> None:
    told = _person("followup1")(stage, case, step)
    if not step.reached:
        outcome = Outcome.BUSY if "占线" in step.text else Outcome.NO_ANSWER
        followup.record(**told, outcome=outcome, remark=step.text)
        return
    followup.record(
        **told,
        outcome=Outcome.REACHED,
        solved=step.solved,
        satisfied=step.satisfied,
        remark=step.text,
        again=step.reason,
    )


_supervisor, _leader = _person("supervisor1"), _person("leader1")

OPERATIONS: Mapping[Act, Callable[[Stage, CaseScript, Step], object]] = {
    Act.ANSWER_AT_ONCE: _answer_at_once,
    Act.NOT_ACCEPT: lambda s, c, t: centre.not_accept(**_centre(s, c, t), reason=t.reason, legal_way=t.text),
    Act.MERGE: _merge,
    Act.DISPATCH: _dispatch,
    Act.SIGN_IN: lambda s, c, t: units.sign_in(**_unit(s, c, t)),
    Act.CONTACT: lambda s, c, t: units.contact(**_unit(s, c, t), reached=t.reached, text=t.text),
    Act.ASK_RETURN: _ask_return,
    Act.AGREE_RETURN: _agree_return,
    Act.DELEGATE: _delegate,
    Act.ASK_INFO: _ask_info,
    Act.SUPPLY_INFO: lambda s, c, t: requester.supply_info(**_requester(s, c), text=t.text, now=t.at),
    Act.ASK_EXTENSION: lambda s, c, t: extensions.ask_extension(
        **_unit(s, c, t), working_days=t.days, reason=t.text
    ),
    Act.GRANT_EXTENSION: lambda s, c, t: extensions.grant_extension(
        **_centre_at_order(s, c, t), remark=t.text
    ),
    Act.MARK_COMPLEX: lambda s, c, t: centre.mark_complex(**_centre(s, c, t), reason=t.text),
    Act.DECIDE: lambda s, c, t: centre.decide(**_leader(s, c, t), text=t.text, due_at=_in_days(t)),
    Act.REPLY_INTERIM: lambda s, c, t: units.reply_interim(**_unit(s, c, t), text=t.text, basis=t.basis),
    Act.ISSUE_INTERIM: lambda s, c, t: review.issue_interim(**_issuer(s, c, t)),
    Act.HAND_OFF: _hand_off,
    Act.BRING_BACK: lambda s, c, t: handoff.bring_back(**_centre(s, c, t), text=t.text, basis=t.basis),
    Act.REPLY: lambda s, c, t: units.reply(**_unit(s, c, t), text=t.text, basis=t.basis),
    Act.SEND_BACK: lambda s, c, t: review.send_back(**_issuer(s, c, t), remark=t.text),
    Act.ISSUE: lambda s, c, t: review.issue(**_issuer(s, c, t)),
    Act.WITHDRAW: lambda s, c, t: requester.withdraw(**_requester(s, c), reason=t.text, now=t.at),
    Act.REMIND: lambda s, c, t: reminders.remind(**_supervisor(s, c, t), text=t.text),
    Act.SUPERVISE: lambda s, c, t: supervision.supervise(
        **_supervisor(s, c, t), text=t.text, due_at=_in_days(t)
    ),
    Act.PROPOSE: lambda s, c, t: publication.propose(**_issuer(s, c, t)),
    Act.PUBLISH: lambda s, c, t: publication.publish(**_publisher(s, c, t)),
    Act.WITHHOLD: lambda s, c, t: publication.withhold(**_publisher(s, c, t), reason=t.text),
    Act.TAKE_DOWN: lambda s, c, t: publication.take_down(**_publisher(s, c, t), reason=t.text),
    Act.FOLLOW_UP: _follow_up,
    Act.RATE: lambda s, c, t: requester.rate(**_requester(s, c), score=t.score, solved=True, now=t.at),
}
