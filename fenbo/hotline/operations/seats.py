"""Sitting down at a seat, being ready or not, getting up."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.hotline import scope
from fenbo.hotline.models import Break, Presence, Seat, Session, Spell
from fenbo.journal import waking


def log_in(*, seat: str, actor: Actor, now: datetime) -> Session:
    """Begin a session, on a break until the agent says ready. Raises InvalidInput where it cannot begin.

    Who leads and takes no calls sits there to hear those of others.
    """
    me = scope.require_seat(actor)
    reason = Break.REST if scope.is_agent(actor) else Break.LEADING
    if not Seat.objects.filter(pk=seat, is_active=True).exists():
        raise InvalidInput(_("没有这个席位，请重新选择。"), field="seat")
    try:
        with transaction.atomic():
            _ring()
            return Session.objects.create(staff_id=me, seat_id=seat, reason=reason, since=now, began_at=now)
    except IntegrityError:
        mine = Session.objects.filter(staff_id=me, ended_at=None).first()
        if mine is not None and mine.seat_id == seat:
            return mine
        if mine is not None:
            message = _("您已经在席位 %(seat)s 签入，请先签出。") % {"seat": mine.seat_id}
        else:
            message = _("席位 %(seat)s 已有人签入。") % {"seat": seat}
        raise InvalidInput(message, field="seat") from None


@transaction.atomic
def set_presence(*, presence: Presence, reason: str = "", actor: Actor, now: datetime) -> Session:
    """Ready, wrapping up, or a break for a reason."""
    scope.require_agent(actor)
    session = _mine(actor)
    if presence == Presence.BREAK and reason not in Break.values:
        raise InvalidInput(_("请选择小休的事由。"), field="reason")
    _turn(session, presence, reason if presence == Presence.BREAK else "", now)
    return session


@transaction.atomic
def log_out(*, actor: Actor, now: datetime) -> Session:
    """End the session; a call that goes on is not cut off by it."""
    session = _mine(actor)
    _close_spell(session, now)
    _ring()
    session.ended_at = now
    session.save(update_fields=["ended_at"])
    return session


def _mine(actor: Actor) -> Session:
    session = _open().filter(staff_id=scope.require_seat(actor)).first()
    if session is None:
        raise IllegalMove(_("您还没有签入席位。"))
    return session


def open_session(seat: str) -> Session | None:
    """Who sits there, locked; None for an empty seat."""
    return _open().filter(seat_id=seat).first()


def wrap_up(seat: str, *, now: datetime) -> None:
    """The call is over: no other one comes until the agent is ready again."""
    session = open_session(seat)
    if session is not None and session.presence == Presence.READY:
        _turn(session, Presence.WRAP_UP, "", now)


def end_wrap_ups(*, now: datetime) -> int:
    """Whose time for wrapping up is over is ready for the next caller; returns how many."""
    over = [one.pk for one in wrapping_up() if (until := wrap_up_until(one)) and until <= now]
    return sum(_end_wrap_up(key, now) for key in over)


@transaction.atomic
def _end_wrap_up(key: UUID, now: datetime) -> bool:
    """False where the agent was quicker."""
    session = _open().filter(pk=key, presence=Presence.WRAP_UP).first()
    if session is None:
        return False
    _turn(session, Presence.READY, "", now)
    return True


def wrapping_up() -> QuerySet[Session]:
    """The sessions in wrap-up, with the shortest limit of their queues in seconds, None where there is none."""
    limit = Min("seat__queues__wrap_seconds", filter=Q(seat__queues__wrap_seconds__gt=0))
    rows = Session.objects.filter(ended_at=None, presence=Presence.WRAP_UP)
    return rows.annotate(limit=limit).order_by("id")


def wrap_up_until(session: Session) -> datetime | None:
    """When the wrap-up of one of `wrapping_up` ends by itself."""
    limit: int | None = getattr(session, "limit", None)
    return session.since + timedelta(seconds=limit) if limit else None


def missed(seat: str, *, now: datetime) -> None:
    """Nobody lifted: the next caller is not sent to an empty chair."""
    session = open_session(seat)
    if session is not None and session.presence == Presence.READY:
        _turn(session, Presence.BREAK, Break.MISSED, now)


def _open() -> QuerySet[Session]:
    return Session.objects.select_for_update(of=("self",), no_key=True).filter(ended_at=None).order_by("id")


def _turn(session: Session, presence: Presence, reason: str, now: datetime) -> None:
    if (session.presence, session.reason) == (presence, reason):
        return
    _ring()
    _close_spell(session, now)
    session.presence, session.reason, session.since = presence, reason, max(now, session.since)
    session.save(update_fields=["presence", "reason", "since"])


def _ring() -> None:
    """Whoever watches the seats looks again."""
    transaction.on_commit(waking.ring, robust=True)


def _close_spell(session: Session, now: datetime) -> None:
    """A platform's clock may be a little behind: a stretch never ends before it began."""
    Spell.objects.update_or_create(
        session=session,
        began_at=session.since,
        defaults={
            "presence": session.presence,
            "reason": session.reason,
            "ended_at": max(now, session.since),
        },
    )
