"""Every state, every move, and which move leads from where to where: one table, pure.

Cases, work orders and publications share the table; their states cannot be mistaken for one another because each
value is prefixed with its subject. `docs/lifecycle.md` is drawn from this module.
"""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.errors import IllegalMove


class CaseState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    RECEIVED = "received", _("已受理")
    INFO_WANTED = "info_wanted", _("待补充")
    DISPATCHED = "dispatched", _("已分拨")
    IN_HAND = "in_hand", _("办理中")
    INFO_WANTED_IN_HAND = "info_wanted_in_hand", _("办理中待补充")
    REPLIED = "replied", _("待审核")
    ISSUED = "issued", _("已答复")
    CLOSED = "closed", _("已办结")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    HANDED_OFF = "handed_off", _("已转外地")
    MERGED = "merged", _("已并单")
    WITHDRAWN = "withdrawn", _("已撤回")
    ARCHIVED = "archived", _("已归档")


class OrderState(models.TextChoices):
    GIVEN = "order_given", _("待签收")
    SIGNED = "order_signed", _("办理中")
    RETURN_ASKED = "order_return_asked", _("退单待定")
    REPLIED = "order_replied", _("已回复")
    DONE = "order_done", _("已完成")
    RETURNED = "order_returned", _("已退单")
    CANCELLED = "order_cancelled", _("已撤销")


class PublicationState(models.TextChoices):
    NONE = "publication_none", _("未公示")
    PROPOSED = "publication_proposed", _("待复核")
    PUBLISHED = "publication_published", _("已公示")
    WITHHELD = "publication_withheld", _("不公示")
    TAKEN_DOWN = "publication_taken_down", _("已撤下")


class Move(models.TextChoices):
    DRAFT = "draft", _("起草")
    RECEIVE = "receive", _("受理")
    ANSWER_AT_ONCE = "answer_at_once", _("即时答复")
    NOT_ACCEPT = "not_accept", _("不予受理")
    ASK_INFO = "ask_info", _("请补充")
    SUPPLY_INFO = "supply_info", _("补充")
    LAPSE_INFO = "lapse_info", _("逾期未补充")
    DISPATCH = "dispatch", _("分拨")
    REDISPATCH = "redispatch", _("改派")
    RECALL = "recall", _("收回")
    START = "start", _("开始办理")
    INTERIM = "interim", _("阶段答复")
    REPLY = "reply", _("回复")
    SEND_BACK = "send_back", _("退回重办")
    ISSUE = "issue", _("答复")
    CLOSE = "close", _("办结")
    FOLLOW_UP = "follow_up", _("回访")
    RATE = "rate", _("评价")
    SECOND_HANDLING = "second_handling", _("二次办理")
    HAND_OFF = "hand_off", _("转外地")
    BRING_BACK = "bring_back", _("带回答复")
    MERGE = "merge", _("并单")
    SPLIT = "split", _("拆单")
    JOIN = "join", _("并入诉求")
    WITHDRAW = "withdraw", _("撤回")
    DISCARD = "discard", _("放弃草稿")
    ARCHIVE = "archive", _("归档")
    REOPEN = "reopen", _("重开")
    CORRECT = "correct", _("更正")
    MARK_COMPLEX = "mark_complex", _("列为疑难")
    NOTE = "note", _("备注")
    DECIDE = "decide", _("会议决定")
    REMIND = "remind", _("催办")
    SUPERVISE = "supervise", _("督办")
    REVEAL = "reveal", _("查看隐私")
    ASK_MACHINE = "ask_machine", _("请机器代拟")
    SIGN_IN = "sign_in", _("签收")
    CONTACT = "contact", _("联系")
    DELEGATE = "delegate", _("转派")
    ASK_CO_UNIT = "ask_co_unit", _("请协办")
    ASK_RETURN = "ask_return", _("申请退单")
    AGREE_RETURN = "agree_return", _("同意退单")
    REFUSE_RETURN = "refuse_return", _("不同意退单")
    ASK_EXTENSION = "ask_extension", _("申请延期")
    GRANT_EXTENSION = "grant_extension", _("同意延期")
    REFUSE_EXTENSION = "refuse_extension", _("不同意延期")
    REPLY_INTERIM = "reply_interim", _("阶段回复")
    REPLY_ORDER = "reply_order", _("提交回复")
    SEND_BACK_ORDER = "send_back_order", _("退回回复")
    ACCEPT_REPLY = "accept_reply", _("采纳回复")
    CANCEL_ORDER = "cancel_order", _("撤销工单")
    PROPOSE = "propose", _("拟公示")
    PUBLISH = "publish", _("公示")
    WITHHOLD = "withhold", _("不公示")
    TAKE_DOWN = "take_down", _("撤下公示")
    ASK_TAKE_DOWN = "ask_take_down", _("申请撤下")
    KEEP_PUBLIC = "keep_public", _("维持公示")


START = ""  # before the first move there is no state

C, W, P, M = CaseState, OrderState, PublicationState, Move
AT_UNITS = (C.DISPATCHED, C.IN_HAND)
OPEN = (C.RECEIVED, C.INFO_WANTED, *AT_UNITS, C.INFO_WANTED_IN_HAND, C.REPLIED, C.HANDED_OFF)
ASKED = (C.INFO_WANTED, C.INFO_WANTED_IN_HAND)
ANSWERED = (C.ISSUED, C.CLOSED)
SETTLED = (C.CLOSED, C.NOT_ACCEPTED, C.WITHDRAWN, C.ARCHIVED)
OPEN_ORDERS = (W.GIVEN, W.SIGNED, W.RETURN_ASKED, W.REPLIED)


def _table() -> Mapping[tuple[str, Move], str]:
    table: dict[tuple[str, Move], str] = {}

    def allow(move: Move, sources: Iterable[str], to: str | None = None) -> None:
        """`to=None` records a move that changes no state."""
        for source in sources:
            table[(source, move)] = source if to is None else to

    # The centre takes it in.
    allow(M.DRAFT, [START], C.DRAFT)
    allow(M.RECEIVE, [START, C.DRAFT], C.RECEIVED)
    allow(M.ANSWER_AT_ONCE, [C.RECEIVED], C.ISSUED)
    allow(M.NOT_ACCEPT, [C.RECEIVED], C.NOT_ACCEPTED)
    allow(M.ASK_INFO, [C.RECEIVED], C.INFO_WANTED)
    allow(M.ASK_INFO, [C.IN_HAND], C.INFO_WANTED_IN_HAND)
    allow(M.SUPPLY_INFO, [C.INFO_WANTED], C.RECEIVED)
    allow(M.SUPPLY_INFO, [C.INFO_WANTED_IN_HAND], C.IN_HAND)
    allow(M.SUPPLY_INFO, [C.RECEIVED, *AT_UNITS, C.REPLIED, C.HANDED_OFF, C.MERGED])
    allow(M.LAPSE_INFO, [C.INFO_WANTED], C.RECEIVED)
    allow(M.LAPSE_INFO, [C.INFO_WANTED_IN_HAND], C.IN_HAND)
    # The centre sends it out, and may take it back.
    allow(M.DISPATCH, [C.RECEIVED], C.DISPATCHED)
    allow(M.REDISPATCH, AT_UNITS, C.DISPATCHED)
    allow(M.RECALL, AT_UNITS, C.RECEIVED)
    allow(M.HAND_OFF, [C.RECEIVED], C.HANDED_OFF)
    allow(M.BRING_BACK, [C.HANDED_OFF], C.REPLIED)
    allow(M.MERGE, [C.RECEIVED, *AT_UNITS], C.MERGED)
    allow(M.SPLIT, [C.MERGED], C.RECEIVED)
    allow(M.JOIN, [*OPEN, C.ISSUED])
    # A unit handles it.
    allow(M.START, [C.DISPATCHED], C.IN_HAND)
    allow(M.INTERIM, [C.IN_HAND])
    allow(M.REPLY, [C.IN_HAND], C.REPLIED)
    allow(M.SEND_BACK, [C.REPLIED], C.IN_HAND)
    # The requester gets the answer; a merged case gets its lead's.
    allow(M.ISSUE, [C.REPLIED, C.MERGED], C.ISSUED)
    allow(M.CLOSE, [C.ISSUED], C.CLOSED)
    allow(M.FOLLOW_UP, ANSWERED)
    allow(M.RATE, ANSWERED)
    allow(M.SECOND_HANDLING, [C.CLOSED], C.DISPATCHED)
    allow(M.WITHDRAW, [*OPEN, C.MERGED], C.WITHDRAWN)
    allow(M.DISCARD, [C.DRAFT], C.WITHDRAWN)
    allow(M.ARCHIVE, [C.CLOSED, C.NOT_ACCEPTED, C.WITHDRAWN], C.ARCHIVED)
    allow(M.REOPEN, [C.ARCHIVED], C.RECEIVED)
    allow(M.REOPEN, [C.CLOSED, C.NOT_ACCEPTED], C.RECEIVED)
    # Notes on the way.
    allow(M.CORRECT, [*OPEN, C.MERGED])
    allow(M.MARK_COMPLEX, [C.RECEIVED, *AT_UNITS])
    allow(M.NOTE, [s for s in C if s != C.DRAFT])
    allow(M.DECIDE, OPEN)
    allow(M.REMIND, OPEN)
    allow(M.SUPERVISE, OPEN)
    allow(M.REVEAL, [s for s in C if s != C.DRAFT])
    allow(M.ASK_MACHINE, OPEN)
    # Work orders.
    allow(M.SIGN_IN, [W.GIVEN], W.SIGNED)
    allow(M.CONTACT, [W.SIGNED])
    allow(M.DELEGATE, [W.SIGNED])
    allow(M.ASK_CO_UNIT, [W.SIGNED])
    allow(M.ASK_RETURN, [W.GIVEN, W.SIGNED], W.RETURN_ASKED)
    allow(M.AGREE_RETURN, [W.RETURN_ASKED], W.RETURNED)
    allow(M.REFUSE_RETURN, [W.RETURN_ASKED], W.SIGNED)
    allow(M.ASK_EXTENSION, [W.SIGNED])
    allow(M.GRANT_EXTENSION, [W.SIGNED])
    allow(M.REFUSE_EXTENSION, [W.SIGNED])
    allow(M.REPLY_INTERIM, [W.SIGNED])
    allow(M.REPLY_ORDER, [W.SIGNED], W.REPLIED)
    allow(M.SEND_BACK_ORDER, [W.REPLIED], W.SIGNED)
    allow(M.ACCEPT_REPLY, [W.REPLIED], W.DONE)
    allow(M.CANCEL_ORDER, OPEN_ORDERS, W.CANCELLED)
    # Publications.
    allow(M.PROPOSE, [P.NONE, P.PROPOSED, P.WITHHELD, P.TAKEN_DOWN], P.PROPOSED)
    allow(M.PUBLISH, [P.PROPOSED], P.PUBLISHED)
    allow(M.WITHHOLD, [P.NONE, P.PROPOSED], P.WITHHELD)
    allow(M.TAKE_DOWN, [P.PUBLISHED], P.TAKEN_DOWN)
    allow(M.ASK_TAKE_DOWN, [P.PUBLISHED])
    allow(M.KEEP_PUBLIC, [P.PUBLISHED])
    return table


MOVES: Mapping[tuple[str, Move], str] = _table()

# What the published counts are made of: a case is settled by these, and unsettled again by those.
SETTLING = (Move.CLOSE, Move.NOT_ACCEPT, Move.WITHDRAW)
UNSETTLING = (Move.SECOND_HANDLING, Move.REOPEN)


def advance(state: str, move: Move) -> str:
    """The state after the move; raises IllegalMove when the table has no such row."""
    try:
        return MOVES[(state, move)]
    except KeyError:
        raise IllegalMove from None


def moves_from(state: str) -> frozenset[Move]:
    return frozenset(move for source, move in MOVES if source == state)
