"""Everything that the centre can do with a case: one table, from which page, menu, keys and permissions follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import AT_UNITS, MOVES, CaseState, Move, OrderState
from fenbo.cases.models import Case, Reply, ReplyKind, ReplyState, Ruling, WorkOrder, WorkOrderRole
from fenbo.cases.operations import (
    centre,
    ending,
    extensions,
    handoff,
    merging,
    requester,
    returns,
    review,
)
from fenbo.console.centre import forms
from fenbo.console.frame import DeskForm
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.dispatch import queries as advices
from fenbo.dispatch.models import Advice

Values = Mapping[str, Any]
ANYWHERE = tuple(state for state in CaseState if state != CaseState.DRAFT)


@dataclass(frozen=True, slots=True)
class Shown:
    """The case in full, as `cases.queries.case_in_full` loads it, with the advice for it."""

    case: Case
    advice: Advice | None

    @property
    def orders(self) -> list[WorkOrder]:
        return list(self.case.orders.all())

    def lead(self) -> WorkOrder | None:
        """The centre's order for the lead unit of this round, the newest first."""
        leads = [o for o in self.orders if o.parent_id is None and o.role == WorkOrderRole.LEAD]
        live = [o for o in leads if o.state not in scope.GONE]
        return live[-1] if live else None

    def submitted(self, kind: ReplyKind) -> Reply | None:
        """The lead's reply of this kind that waits for review."""
        order = self.lead()
        replies = list(order.replies.all()) if order else []
        waiting = [r for r in replies if r.state == ReplyState.SUBMITTED and r.kind == kind]
        return waiting[-1] if waiting else None


def _nothing(_shown: Shown) -> dict[str, Any]:
    return {}


def _always(_shown: Shown) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """`run` takes the case's key, the form's values, actor and instant. `states` narrows what the table of moves
    allows, and `fits` what the case itself does. `finishes` leads back to the queue: nothing is left to do here.
    """

    name: str
    label: object
    move: Move
    form: type[DeskForm]
    run: Callable[..., object]
    done: object
    key: str = ""
    kind: str = ""
    hint: object = ""
    states: tuple[str, ...] = ANYWHERE
    fits: Callable[[Shown], bool] = _always
    initial: Callable[[Shown], dict[str, Any]] = _nothing
    finishes: bool = False
    main: bool = False
    template: str = "console/centre/actions/fields.html"

    def is_open(self, shown: Shown, actor: Actor) -> bool:
        case = shown.case
        return (
            (case.state, self.move) in MOVES
            and case.state in self.states
            and self.fits(shown)
            and scope.may(actor, self.move, case)
        )


@dataclass(frozen=True, slots=True)
class OrderAction(Action):
    """The same about one work order of the case; its form names the order."""

    initial_for: Callable[[WorkOrder], dict[str, Any]] = lambda _order: {}

    def is_open_for(self, shown: Shown, order: WorkOrder, actor: Actor) -> bool:
        return self.move in wanted(order) and scope.may(actor, self.move, shown.case, order)


def wanted(order: WorkOrder) -> tuple[Move, ...]:
    """The decision that the order waits for from the centre, as the moves that may be it."""
    if order.state == OrderState.RETURN_ASKED:
        ours = order.given_by_id == scope.centre_id()
        return (Move.AGREE_RETURN, Move.REFUSE_RETURN) if ours else ()
    asked = any(one.ruling == Ruling.PENDING for one in order.extensions.all())
    return (Move.GRANT_EXTENSION, Move.REFUSE_EXTENSION) if asked and order.state == OrderState.SIGNED else ()


# How the operations are called


def on_order(operation: Callable[..., object]) -> Callable[..., object]:
    def run(*, case_id: UUID, order: UUID, **values: Any) -> object:
        return operation(order_id=order, **values)

    return run


def _hand_off(*, unit: int, **values: Any) -> Case:
    return handoff.hand_off(unit_id=unit, **values)


def _merge(*, into: str, actor: Actor, now: datetime, **values: Any) -> Case:
    other = scope.visible_cases(actor).filter(number=into).values_list("pk", flat=True).first()
    if other is None:
        raise InvalidInput(gettext("没有找到这个编号的诉求。"), field="into")
    return merging.merge(into=other, actor=actor, now=now, **values)


# What a form starts with


def dispatch_initial(shown: Shown) -> dict[str, Any]:
    """The advice as a filled-in form: one key press sends it, any word changes it."""
    case, advice = shown.case, shown.advice
    leads, co_units = advices.leads(advice), advices.co_units(advice)
    by_catalogue = leads and leads[0].reason == "catalogue"
    return {
        "lead": leads[0].unit_id if leads else None,
        "co_units": [row.unit_id for row in co_units] if by_catalogue else [],
        "category": case.category_id or (advice.category_id if advice else None),
        "region": case.region_id or (advice.region_id if advice else None),
        "urgency": case.urgency,
    }


def _reply_initial(kind: ReplyKind) -> Callable[[Shown], dict[str, Any]]:
    def initial(shown: Shown) -> dict[str, Any]:
        reply = shown.submitted(kind)
        return {"text": reply.text, "basis": reply.basis} if reply else {}

    return initial


def _correct_initial(shown: Shown) -> dict[str, Any]:
    case = shown.case
    names = ("title", "kind", "urgency", "is_confidential", "may_publish", "under_inquiry", "names_official")
    return {name: getattr(case, name) for name in names} | {
        "category": case.category_id,
        "region": case.region_id,
    }


def _letter(shown: Shown) -> dict[str, Any]:
    case = shown.case
    text = gettext(
        "现将我省受理的一件诉求（编号 %(number)s）转请贵地协助办理，并请将办理结果函告。\n\n%(content)s"
    )
    return {"letter": (text % {"number": case, "content": case.content})[:1000]}


def _suggested(order: WorkOrder) -> dict[str, Any]:
    asked = [one for one in order.return_requests.all() if one.ruling == Ruling.PENDING]
    return {"next_unit": asked[-1].suggested_unit_id if asked else None}


def _has_interim(shown: Shown) -> bool:
    return shown.submitted(ReplyKind.INTERIM) is not None


C, M = CaseState, Move
ACTIONS: tuple[Action, ...] = (
    Action(
        "dispatch", _("分拨"), M.DISPATCH, forms.DispatchForm, centre.dispatch, _("已分拨。"),
        key="d", initial=dispatch_initial, finishes=True, main=True,
        template="console/centre/actions/dispatch.html",
    ),
    Action(
        "issue", _("审核答复"), M.ISSUE, forms.IssueForm, review.issue, _("已答复诉求人。"),
        key="i", states=(C.REPLIED,), initial=_reply_initial(ReplyKind.FINAL), finishes=True, main=True,
        template="console/centre/actions/issue.html",
    ),
    Action(
        "send_back", _("退回重办"), M.SEND_BACK, forms.RemarkForm, review.send_back, _("已退回承办单位。"),
        key="b", finishes=True, hint=_("承办单位会看到意见，请写清还缺什么。"),
    ),
    Action(
        "interim", _("阶段答复"), M.INTERIM, forms.AnswerForm, review.issue_interim, _("已把阶段答复告知诉求人。"),
        key="t", fits=_has_interim, initial=_reply_initial(ReplyKind.INTERIM), finishes=True, main=True,
    ),
    Action(
        "refuse_interim", _("退回阶段回复"), M.INTERIM, forms.RemarkForm, review.refuse_interim,
        _("已退回承办单位。"), fits=_has_interim, finishes=True,
    ),
    Action(
        "bring_back", _("带回答复"), M.BRING_BACK, forms.AnswerForm, handoff.bring_back, _("已记下对方答复，待审核。"),
        key="t", hint=_("记下外地热线的答复，审核后答复诉求人。"), main=True,
    ),
    Action(
        "answer", _("即时答复"), M.ANSWER_AT_ONCE, forms.AnswerForm, centre.answer_at_once, _("已答复并办结。"),
        key="a", finishes=True,
    ),
    Action(
        "ask", _("请补充"), M.ASK_INFO, forms.QuestionForm, centre.ask_info, _("已请诉求人补充，时限暂停。"),
        key="q", finishes=True, states=(C.RECEIVED,),
    ),
    Action(
        "supply", _("代为补充"), M.SUPPLY_INFO, forms.TextForm, requester.supply_info, _("已记下补充内容。"),
        hint=_("诉求人在电话中补充的内容。"), states=(C.INFO_WANTED, C.INFO_WANTED_IN_HAND, C.RECEIVED, *AT_UNITS),
    ),
    Action(
        "refuse", _("不予受理"), M.NOT_ACCEPT, forms.NotAcceptForm, centre.not_accept, _("已告知不予受理和法定途径。"),
        key="u", kind="danger", finishes=True,
    ),
    Action(
        "hand_off", _("转外地"), M.HAND_OFF, forms.HandOffForm, _hand_off, _("已转外地热线。"),
        key="h", initial=_letter, finishes=True,
    ),
    Action(
        "merge", _("并单"), M.MERGE, forms.MergeForm, _merge, _("已并单，将随主诉求一并答复。"),
        key="m", finishes=True, hint=_("并单后这件诉求的工单会收回，主诉求的答复同时告知双方。"),
    ),
    Action("split", _("拆单"), M.SPLIT, forms.ReasonForm, merging.split, _("已拆单，回到待分拨。"), key="s"),
    Action(
        "redispatch", _("改派"), M.REDISPATCH, forms.RedispatchForm, centre.redispatch, _("已改派。"), key="w",
    ),
    Action(
        "recall", _("收回"), M.RECALL, forms.ReasonForm, centre.recall, _("已收回，回到待分拨。"), key="r",
    ),
    Action(
        "complex", _("列为疑难"), M.MARK_COMPLEX, forms.ReasonForm, centre.mark_complex, _("已列为疑难，进入晨会清单。"),
        key="e", fits=lambda shown: not shown.case.is_complex,
    ),
    Action(
        "decide", _("会议决定"), M.DECIDE, forms.DecisionForm, centre.decide, _("已记下会议决定。"), key="z",
    ),
    Action(
        "correct", _("更正"), M.CORRECT, forms.CorrectForm, centre.correct, _("已更正。"),
        key="c", initial=_correct_initial,
    ),
    Action("note", _("备注"), M.NOTE, forms.TextForm, centre.note, _("已备注。"), key="o"),
    Action(
        "second", _("二次办理"), M.SECOND_HANDLING, forms.SecondHandlingForm, ending.second_handling,
        _("已交二次办理。"),
    ),
    Action("reopen", _("重开"), M.REOPEN, forms.ReasonForm, ending.reopen, _("已重开，回到待分拨。")),
    Action(
        "withdraw", _("代为撤回"), M.WITHDRAW, forms.ReasonForm, requester.withdraw, _("已撤回。"),
        kind="danger", hint=_("仅在诉求人明确要求撤回时使用。"), finishes=True,
    ),
    Action("archive", _("归档"), M.ARCHIVE, DeskForm, ending.archive, _("已归档。")),
)  # fmt: skip

ORDER_ACTIONS: tuple[OrderAction, ...] = (
    OrderAction(
        "agree_return", _("同意退单"), M.AGREE_RETURN, forms.AgreeReturnForm, on_order(returns.agree_return),
        _("已同意退单。"), key="y", finishes=True, main=True, initial_for=_suggested,
    ),
    OrderAction(
        "refuse_return", _("不同意退单"), M.REFUSE_RETURN, forms.OrderRemarkForm,
        on_order(returns.refuse_return), _("已告知继续办理。"), finishes=True,
    ),
    OrderAction(
        "grant_extension", _("同意延期"), M.GRANT_EXTENSION, forms.OptionalOrderRemarkForm,
        on_order(extensions.grant_extension), _("已同意延期。"), key="y", finishes=True, main=True,
    ),
    OrderAction(
        "refuse_extension", _("不同意延期"), M.REFUSE_EXTENSION, forms.OrderRemarkForm,
        on_order(extensions.refuse_extension), _("已告知维持原时限。"), finishes=True,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Action] = {action.name: action for action in (*ACTIONS, *ORDER_ACTIONS)}


def open_actions(shown: Shown, actor: Actor) -> list[Action]:
    """What this actor may do with the case as it stands."""
    return [action for action in ACTIONS if action.is_open(shown, actor)]


def open_decisions(shown: Shown, actor: Actor) -> dict[UUID, list[OrderAction]]:
    """What the case's orders wait for from this actor, by the order's key."""
    found = {
        order.pk: [a for a in ORDER_ACTIONS if a.is_open_for(shown, order, actor)] for order in shown.orders
    }
    return {key: actions for key, actions in found.items() if actions}
