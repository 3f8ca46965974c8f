"""Drawing calls at random, scoring them by a card, appealing once, and a second person's decision."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import optional, wanted
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.recording import compose
from fenbo.hotline import scope
from fenbo.hotline.models import Call, Criterion, Mark, Sample, SampleState
from fenbo.journal import operations as journal

S = SampleState
MOST_AN_AGENT = 50
_random = SystemRandom()


@transaction.atomic
def draw(*, first: date, last: date, each: int, actor: Actor, now: datetime) -> int:
    """Bring everybody who answered recorded calls on these days to `each` samples of them; returns how many are new.

    Asked again for the same days it draws only what is missing.
    """
    if actor.kind != ActorKind.SYSTEM:
        scope.require_leader(actor)
    if not 1 <= each <= MOST_AN_AGENT:
        raise InvalidInput(_("每人抽 1 到 %(most)s 通。") % {"most": MOST_AN_AGENT}, field="each")
    if first > last:
        raise InvalidInput(_("开始日期晚于结束日期。"), field="first")
    calls = Call.objects.filter(
        began_at__gte=datetime.combine(first, time(), SHANGHAI),
        began_at__lt=datetime.combine(last, time(), SHANGHAI) + timedelta(days=1),
        staff__isnull=False,
        recording__isnull=False,
    )
    had = Counter(calls.filter(sample__isnull=False).order_by().values_list("staff_id", flat=True))
    free: dict[int, list[UUID]] = defaultdict(list)
    for staff, call in calls.filter(sample=None).order_by("staff_id", "id").values_list("staff_id", "pk"):
        free[staff].append(call)
    drawn = [
        Sample(call_id=call, staff_id=staff, first_day=first, last_day=last, drawn_at=now)
        for staff, found in free.items()
        for call in _random.sample(found, min(len(found), max(0, each - had[staff])))
    ]
    events = [compose(row, S.DRAWN, actor=actor, at=now, facts={"call": str(row.call_id)}) for row in drawn]
    Sample.objects.bulk_create(drawn)
    if events:
        journal.append(events, now=now)
    return len(drawn)


@transaction.atomic
def score(
    *, sample_id: UUID, points: Mapping[int, int], remark: str = "", actor: Actor, now: datetime
) -> Sample:
    """Score a call by the card as it is now. `points` has every active criterion by its key."""
    row = _locked(sample_id, actor)
    scope.require_leader(actor)
    me = scope.staff_id(actor)
    if row.staff_id == me:
        raise MissingDuty(_("自己的通话由别人评分。"))
    if row.state != S.DRAWN:
        raise IllegalMove(_("这通电话已经评过分。"))
    row.remark = optional(remark, field="remark")
    row.scored_by_id, row.scored_at = me, now
    _mark(row, points)
    _move(row, S.SCORED, actor, now, points=row.points, out_of=row.out_of)
    return row


@transaction.atomic
def appeal(*, sample_id: UUID, reason: str, actor: Actor, now: datetime) -> Sample:
    """The agent disagrees, once."""
    row = _locked(sample_id, actor)
    if row.staff_id != actor.staff_id:
        raise MissingDuty
    if row.state != S.SCORED:
        raise IllegalMove(_("只能对已评分的通话申诉一次。"))
    row.appeal, row.appealed_at = wanted(reason, field="reason", most=500), now
    _move(row, S.APPEALED, actor, now, reason=row.appeal)
    return row


@transaction.atomic
def decide(
    *, sample_id: UUID, points: Mapping[int, int] | None, reason: str, actor: Actor, now: datetime
) -> Sample:
    """Another one than who scored decides: the score stays (`points` None), or is what they find."""
    row = _locked(sample_id, actor)
    scope.require_leader(actor)
    me = scope.staff_id(actor)
    if me in (row.scored_by_id, row.staff_id):
        raise MissingDuty(_("申诉由评分人以外的人复核。"))
    if row.state != S.APPEALED:
        raise IllegalMove(_("没有待复核的申诉。"))
    row.decision = wanted(reason, field="reason", most=500)
    row.decided_by_id, row.decided_at = me, now
    before = row.points
    if points is not None:
        _mark(row, points)
    state = S.UPHELD if points is None else S.CHANGED
    _move(row, state, actor, now, reason=row.decision, before=before, points=row.points)
    return row


def _locked(sample_id: UUID, actor: Actor) -> Sample:
    rows = scope.visible_samples(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=sample_id).first()
    if row is None:
        raise OutOfScope
    return row


def _mark(row: Sample, points: Mapping[int, int]) -> None:
    """Replace the marks. Raises InvalidInput for a criterion that is missing or got more than it can bring."""
    card = list(Criterion.objects.filter(is_active=True))
    if not card:
        raise InvalidInput(_("评分表还没有评分项，请先在系统管理里填写。"))
    for criterion in card:
        got = points.get(criterion.pk)
        if got is None or not 0 <= got <= criterion.points:
            message = _("请填写 0 到 %(most)s 的整数。") % {"most": criterion.points}
            raise InvalidInput(message, field=field_of(criterion))
    row.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(
            sample=row,
            name=criterion.name,
            points=points[criterion.pk],
            out_of=criterion.points,
            place=number,
        )
        for number, criterion in enumerate(card)
    )
    row.points = sum(points[criterion.pk] for criterion in card)
    row.out_of = sum(criterion.points for criterion in card)


def field_of(criterion: Criterion) -> str:
    """The name of its field in a form."""
    return f"criterion-{criterion.pk}"


def _move(row: Sample, state: SampleState, actor: Actor, now: datetime, **facts: object) -> None:
    row.state = state
    event = compose(row, state, actor=actor, at=now, facts=facts)
    row.save()
    journal.append([event], now=now)
