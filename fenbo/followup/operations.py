"""Planning a follow-up when a case closes, and recording what its calls brought."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import ANSWERED, Move
from fenbo.cases.models import Answer, Case, Followed, Identity
from fenbo.cases.operations import ending
from fenbo.cases.operations.texts import optional
from fenbo.cases.operations.turn import Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.followup.hours import APART, ATTEMPTS, band, band_words, is_allowed, next_try
from fenbo.followup.models import Attempt, FollowUp, FollowUpState, Outcome

S = FollowUpState


def plan(*, case_id: UUID, now: datetime) -> FollowUp | None:
    """Put a closed case on the call list; where nobody can be called it is settled as not needed.

    None when the case has moved on, or is on the list already: the news of its closing may come late or twice.
    """
    with turn(case_id, actor=Actor.system(), now=now) as mine:
        if mine.case.state not in ANSWERED or mine.case.follow_ups.filter(state=S.DUE).exists():
            return None
        planned = FollowUp(
            case=mine.case,
            unit_id=_answering_unit(mine.case),
            round=mine.case.round,
            created_at=now,
            next_at=next_try(now, []),
            due_at=now,
        )
        if _can_be_called(mine.case):
            mine.start_clock(Hop.FOLLOW_UP, scope.centre_id())
            planned.due_at = mine.clocks[-1].due_at
            mine.set(followed=Followed.PENDING)
        else:
            planned.state, planned.ended_at = S.NOT_NEEDED, now
            mine.set(followed=Followed.NOT_NEEDED)
        planned.save(force_insert=True)
        return planned


def _answering_unit(case: Case) -> int:
    answer = Answer.objects.filter(case=case).order_by("-issued_at", "-id").first()
    return (answer and answer.unit_id) or case.lead_unit_id or scope.centre_id()


def _can_be_called(case: Case) -> bool:
    return case.requester.identity != Identity.ANONYMOUS and bool(case.requester.phone)


def overtake(*, case_id: UUID, now: datetime) -> int:
    """The case is handled again before anybody was asked: nobody need be called about the old answer."""
    return FollowUp.objects.filter(case=case_id, state=S.DUE).update(state=S.OVERTAKEN, ended_at=now)


@transaction.atomic
def record(
    *,
    case_id: UUID,
    outcome: Outcome,
    solved: bool | None = None,
    satisfied: bool | None = None,
    remark: str = "",
    again: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> FollowUp:
    """Record one call. `again` is the reason for handling the case a second time, which then begins at once.

    Raises InvalidInput when a call comes at an hour already tried, or the answers do not fit together.
    """
    remark, again = optional(remark, field="remark"), optional(again, field="again")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.FOLLOW_UP, mine.case)
        planned = mine.case.follow_ups.filter(state=S.DUE).first()
        if planned is None:
            raise IllegalMove(_("这件诉求已经不用回访。"))
        _check_answers(outcome, solved, satisfied, remark, again)
        attempt = _attempt(planned, outcome, actor, now)
        _judge(mine, planned, attempt, solved, satisfied, remark)
    if again:
        ending.second_handling(case_id=case_id, reason=again, actor=actor, now=now)
    return planned


def _check_answers(
    outcome: Outcome, solved: bool | None, satisfied: bool | None, remark: str, again: str
) -> None:
    if outcome != Outcome.REACHED:
        if again:
            raise InvalidInput(_("没有接通，不能发起二次办理。"), field="again")
        return
    if solved is None:
        raise InvalidInput(_("请选择问题是否解决。"), field="solved")
    if satisfied is None:
        raise InvalidInput(_("请选择是否满意。"), field="satisfied")
    if solved and satisfied and again:
        raise InvalidInput(_("已解决且满意的诉求不用二次办理。"), field="again")
    if not (solved and satisfied) and not remark:
        raise InvalidInput(_("请写明哪里没有解决、为什么不满意。"), field="remark")


def _attempt(planned: FollowUp, outcome: Outcome, actor: Actor, now: datetime) -> Attempt:
    earlier = list(planned.attempts.order_by("number").values_list("at", flat=True))
    if not is_allowed(now, earlier):
        raise InvalidInput(_too_alike(now, earlier), field="outcome")
    attempt = Attempt(
        follow_up=planned, number=len(earlier) + 1, at=now, outcome=outcome, called_by=actor.name
    )
    attempt.save(force_insert=True)
    planned.next_at = next_try(now, [*earlier, now])
    return attempt


def _too_alike(now: datetime, earlier: list[datetime]) -> str:
    """Why a call at this hour does not count, and when the next one may be made."""
    at = next_try(now, earlier).astimezone(SHANGHAI)
    tried = "、".join(dict.fromkeys(band_words(band(one)) for one in earlier))
    message = _("三次回访要在不同时段，相隔至少 %(hours)s 小时：%(tried)s 已经拨过。请在 %(next)s 以后再拨。")
    values = {"hours": APART.seconds // 3600, "tried": tried, "next": f"{at.month}月{at.day}日 {at:%H:%M}"}
    return message % values


def _judge(
    mine: Turn,
    planned: FollowUp,
    attempt: Attempt,
    solved: bool | None,
    satisfied: bool | None,
    remark: str,
) -> None:
    if attempt.outcome == Outcome.REACHED:
        planned.solved, planned.satisfied = bool(solved), bool(satisfied)
        mine.make(
            Move.FOLLOW_UP,
            attempt=attempt.number,
            reached=True,
            solved=planned.solved,
            satisfied=planned.satisfied,
        )
        _end(mine, planned, S.REACHED, Followed.SATISFIED if satisfied else Followed.DISSATISFIED)
    else:
        mine.make(Move.FOLLOW_UP, attempt=attempt.number, reached=False, reason=attempt.get_outcome_display())
        if attempt.outcome == Outcome.REFUSED:
            _end(mine, planned, S.NOT_NEEDED, Followed.NOT_NEEDED)
        elif attempt.number == ATTEMPTS:
            _end(mine, planned, S.UNREACHED, Followed.UNREACHED)
    planned.remark = remark
    planned.save()


def _end(mine: Turn, planned: FollowUp, state: FollowUpState, followed: Followed) -> None:
    planned.state, planned.ended_at = state, mine.now
    mine.stop_clocks(Hop.FOLLOW_UP)
    mine.set(followed=followed)
