"""Everything that a unit can do with a work order: one table, from which page, menu, keys and permissions follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import MOVES, Move, OrderState
from fenbo.cases.models import ReplyKind, ReplyState, Ruling, WorkOrder, WorkOrderRole
from fenbo.cases.operations import centre, extensions, recalling, returns, units
from fenbo.console.frame import DeskForm
from fenbo.console.unit import forms
from fenbo.directory.actors import Actor

# What an order's unit does to the case itself; the table has these from where the case stands.
OF_CASES = (Move.ASK_INFO, Move.NOTE)


def is_lead(order: WorkOrder) -> bool:
    """The order whose reply becomes the requester's answer."""
    return order.parent_id is None and order.role == WorkOrderRole.LEAD


def _always(_order: WorkOrder) -> bool:
    return True


def _may_extend(order: WorkOrder) -> bool:
    return all(asked.ruling == Ruling.REFUSED for asked in order.extensions.all())


def _may_ask(order: WorkOrder) -> bool:
    return order.state == OrderState.SIGNED and (order.case.state, Move.ASK_INFO) in MOVES


def _given_on(order: WorkOrder) -> bool:
    return not is_lead(order)


def draft_of(order: WorkOrder, kind: ReplyKind = ReplyKind.FINAL) -> dict[str, Any]:
    """What has been written so far; after a reply was sent back, the reply itself."""
    written = [reply for reply in order.replies.all() if reply.kind == kind]
    drafts = [reply for reply in written if reply.state == ReplyState.DRAFT]
    sent_back = [reply for reply in written if reply.state == ReplyState.SENT_BACK]
    latest = (drafts or sent_back)[-1:]
    return {name: getattr(latest[0], name) for name in ("text", "basis", "outcome")} if latest else {}


def _nothing(_order: WorkOrder) -> dict[str, Any]:
    return {}


def _suggested(order: WorkOrder) -> dict[str, Any]:
    asked = [one for one in order.return_requests.all() if one.ruling == Ruling.PENDING]
    return {"next_unit": asked[-1].suggested_unit_id if asked else None}


@dataclass(frozen=True, slots=True)
class Action:
    """`run` takes the order's key, the form's values, actor and instant. `fits` narrows what the table of moves
    allows. `upward` leads back to the order that this one was given on from; `finishes` to the inbox.
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
    fits: Callable[[WorkOrder], bool] = _always
    initial: Callable[[WorkOrder], dict[str, Any]] = _nothing
    finishes: bool = False
    upward: bool = False
    main: bool = False

    def is_open(self, order: WorkOrder, actor: Actor) -> bool:
        return (
            (self.move in OF_CASES or (order.state, self.move) in MOVES)
            and self.fits(order)
            and scope.may(actor, self.move, order.case, order)
        )


# How the operations are called


def _to_unit(operation: Callable[..., object]) -> Callable[..., object]:
    def run(*, unit: int, **values: Any) -> object:
        return operation(unit_id=unit, **values)

    return run


def _ask_info(*, order_id: UUID, case_id: UUID, **values: Any) -> object:
    return centre.ask_info(case_id=case_id, order_id=order_id, **values)


M = Move
OWN: tuple[Action, ...] = (
    Action(
        "sign-in", _("签收"), M.SIGN_IN, forms.SignInForm, units.sign_in, _("已签收，请尽快联系诉求人。"),
        key="s", hint=_("签收后开始办理；不属本单位职责的，请申请退单。"), main=True,
    ),
    Action(
        "reply", _("提交回复"), M.REPLY_ORDER, forms.FinalReplyForm, units.reply, _("已提交回复。"),
        key="r", initial=draft_of, finishes=True, main=True,
    ),
    Action(
        "contact", _("联系记录"), M.CONTACT, forms.ContactForm, units.contact, _("已记下联系情况。"), key="c",
    ),
    Action(
        "measure", _("办理措施"), M.NOTE, forms.MeasureForm, units.note_measure, _("已记下办理措施。"),
        key="m", fits=lambda order: order.state == OrderState.SIGNED,
    ),
    Action(
        "interim", _("阶段回复"), M.REPLY_INTERIM, forms.ReplyForm, units.reply_interim, _("已提交阶段回复。"),
        key="t", fits=is_lead, initial=lambda order: draft_of(order, ReplyKind.INTERIM),
        hint=_("告诉诉求人办到哪一步，还要多久；最终回复的时限不变。"),
    ),
    Action(
        "delegate", _("转派下级"), M.DELEGATE, forms.DelegateForm, _to_unit(units.delegate), _("已转派。"),
        key="d", hint=_("下级单位有自己的时限；它回复之后，本单位才能回复。"),
    ),
    Action(
        "co-unit", _("请协办"), M.ASK_CO_UNIT, forms.CoUnitForm, _to_unit(units.ask_co_unit), _("已请协办。"),
        key="o", hint=_("协办单位回复之后，本单位才能回复。"),
    ),
    Action(
        "ask", _("请补充"), M.ASK_INFO, forms.QuestionForm, _ask_info, _("已请诉求人补充，时限暂停。"),
        key="q", fits=_may_ask,
    ),
    Action(
        "extend", _("申请延期"), M.ASK_EXTENSION, forms.ExtendForm, extensions.ask_extension, _("已申请延期，等待审批。"),
        key="e", fits=_may_extend, hint=_("须在到期之前申请，每张工单一次。"),
    ),
    Action(
        "return", _("申请退单"), M.ASK_RETURN, forms.ReturnForm, returns.ask_return, _("已申请退单，等待裁定。"),
        key="b", kind="danger", finishes=True, hint=_("裁定之前时限暂停；不同意的，请继续办理。"),
    ),
)  # fmt: skip
GIVEN_ON: tuple[Action, ...] = (
    Action(
        "accept", _("采纳回复"), M.ACCEPT_REPLY, DeskForm, units.accept_reply, _("已采纳。"),
        fits=_given_on, upward=True, main=True,
    ),
    Action(
        "send-back", _("退回回复"), M.SEND_BACK_ORDER, forms.RemarkForm, units.send_back_reply, _("已退回重办。"),
        fits=_given_on, upward=True,
    ),
    Action(
        "agree-return", _("同意退单"), M.AGREE_RETURN, forms.AgreeReturnForm, returns.agree_return,
        _("已同意退单。"), initial=_suggested, upward=True, main=True,
    ),
    Action(
        "refuse-return", _("不同意退单"), M.REFUSE_RETURN, forms.RemarkForm, returns.refuse_return,
        _("已告知继续办理。"), upward=True,
    ),
    Action(
        "take-back", _("撤回"), M.CANCEL_ORDER, forms.ReasonForm, recalling.take_back, _("已撤回。"),
        fits=_given_on, upward=True, kind="danger", hint=_("连同它再转派出去的工单一并撤回。"),
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Action] = {action.name: action for action in (*OWN, *GIVEN_ON)}


def open_actions(order: WorkOrder, actor: Actor) -> list[Action]:
    """What this actor may do with the order as it stands."""
    return [action for action in (*OWN, *GIVEN_ON) if action.is_open(order, actor)]


def awaited(actions: list[Action]) -> Action | None:
    """What the order waits for first."""
    return next((action for action in actions if action.main), None)
