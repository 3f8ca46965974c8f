"""The case (诉求) and all that hangs on it."""

from fenbo.cases.models.case import Case, Channel, Followed
from fenbo.cases.models.clock import Clock, Pause
from fenbo.cases.models.order import (
    ContactNote,
    Extension,
    Reply,
    ReplyKind,
    ReplyOutcome,
    ReplyState,
    ReturnRequest,
    Ruling,
    WorkOrder,
    WorkOrderRole,
)
from fenbo.cases.models.records import Answer, AnswerKind, CaseNote, Supplement
from fenbo.cases.models.requester import Follower, Identity, Requester, RequesterKind

__all__ = [
    "Answer",
    "AnswerKind",
    "Case",
    "CaseNote",
    "Channel",
    "Clock",
    "ContactNote",
    "Extension",
    "Followed",
    "Follower",
    "Identity",
    "Pause",
    "Reply",
    "ReplyKind",
    "ReplyOutcome",
    "ReplyState",
    "Requester",
    "RequesterKind",
    "ReturnRequest",
    "Ruling",
    "Supplement",
    "WorkOrder",
    "WorkOrderRole",
]
