"""Every state and move of what people read: one table, pure.

An entry and its versions are told apart, so that the version in force stays readable while the next one is being
written and reviewed. Policies and collected answers are papers: they have no versions, but the same second person.
"""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.errors import IllegalMove


class EntryState(models.TextChoices):
    UNPUBLISHED = "entry_unpublished", _("未发布")
    LIVE = "entry_live", _("有效")
    EXPIRING = "entry_expiring", _("即将到期")
    RETIRED = "entry_retired", _("已停用")


class VersionState(models.TextChoices):
    DRAFT = "version_draft", _("草稿")
    IN_REVIEW = "version_in_review", _("待复核")
    CURRENT = "version_current", _("现行")
    SUPERSEDED = "version_superseded", _("已被替代")


class PaperState(models.TextChoices):
    DRAFT = "paper_draft", _("草稿")
    IN_REVIEW = "paper_in_review", _("待复核")
    LIVE = "paper_live", _("已发布")
    RETIRED = "paper_retired", _("已停用")


class Move(models.TextChoices):
    WRITE = "knowledge_write", _("编写")
    SUBMIT = "knowledge_submit", _("送审")
    SEND_BACK = "knowledge_send_back", _("退回修改")
    APPROVE = "knowledge_approve", _("复核通过")
    GO_LIVE = "knowledge_go_live", _("发布")
    REPLACE = "knowledge_replace", _("被新版本替代")
    WARN = "knowledge_warn", _("到期提醒")
    RETIRE = "knowledge_retire", _("停用")
    ASSIGN = "knowledge_assign", _("更换责任单位")
    PROPOSE_CORRECTION = "knowledge_propose_correction", _("收到纠错")
    SETTLE_CORRECTION = "knowledge_settle_correction", _("处理纠错")
    CITE = "knowledge_cite", _("被答复引用")


START = ""  # before the first move there is no state
E, V, P, M = EntryState, VersionState, PaperState, Move


def _table() -> Mapping[tuple[str, Move], str]:
    table: dict[tuple[str, Move], str] = {}

    def allow(move: Move, sources: Iterable[str], to: str | None = None) -> None:
        """`to=None` records a move that changes no state."""
        for source in sources:
            table[(source, move)] = source if to is None else to

    # A version is written, read by a second person, and replaced by the next one.
    allow(M.WRITE, [START, V.DRAFT], V.DRAFT)
    allow(M.SUBMIT, [V.DRAFT], V.IN_REVIEW)
    allow(M.SEND_BACK, [V.IN_REVIEW], V.DRAFT)
    allow(M.APPROVE, [V.IN_REVIEW], V.CURRENT)
    allow(M.REPLACE, [V.CURRENT], V.SUPERSEDED)
    # Its entry follows: a new version brings even a retired entry back.
    allow(M.GO_LIVE, E, E.LIVE)
    allow(M.WARN, [E.LIVE], E.EXPIRING)
    allow(M.RETIRE, [E.UNPUBLISHED, E.LIVE, E.EXPIRING], E.RETIRED)
    allow(M.ASSIGN, E)
    allow(M.PROPOSE_CORRECTION, [E.LIVE, E.EXPIRING])
    allow(M.SETTLE_CORRECTION, E)
    allow(M.CITE, [E.LIVE, E.EXPIRING])
    # A paper that was published is taken back to be changed, and reviewed again.
    allow(M.WRITE, [P.DRAFT, P.LIVE, P.RETIRED], P.DRAFT)
    allow(M.SUBMIT, [P.DRAFT], P.IN_REVIEW)
    allow(M.SEND_BACK, [P.IN_REVIEW], P.DRAFT)
    allow(M.GO_LIVE, [P.IN_REVIEW], P.LIVE)
    allow(M.RETIRE, [P.DRAFT, P.LIVE], P.RETIRED)
    return table


MOVES: Mapping[tuple[str, Move], str] = _table()

# What the public may read and search for.
PUBLIC = (EntryState.LIVE, EntryState.EXPIRING)


def advance(state: str, move: Move) -> str:
    """The state after the move; raises IllegalMove when the table has no such row."""
    try:
        return MOVES[(state, move)]
    except KeyError:
        raise IllegalMove(_("这一条的状态已经变化，请刷新后再办。")) from None


def moves_from(state: str) -> frozenset[Move]:
    return frozenset(move for source, move in MOVES if source == state)
