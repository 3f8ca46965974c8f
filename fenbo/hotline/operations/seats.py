"""Sitting down at a seat, being ready or not, getting up."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.hotline import scope
from fenbo.hotline.models import Break, Presence, Seat, Session, Spell


def log_in(*, seat: str, actor: Actor, now: datetime) -> Session:
    """Begin a session, on a break until the agent says ready. Raises InvalidInput where it cannot begin."""
    me = scope.require_agent(actor)
    if not Seat.objects.filter(pk=seat, is_active=True).exists():
        raise InvalidInput(_("没有这个席位，请重新选择。"), field="seat")
    try:
        with transaction.atomic():
            return Session.objects.create(
                staff_id=me, seat_id=seat, reason=Break.REST, since=now, began_at=now
            )
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
    session.ended_at = now
    session.save(update_fields=["ended_at"])
    return session


def _mine(actor: Actor) -> Session:
    session = _open().filter(staff_id=scope.require_agent(actor)).first()
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
    _close_spell(session, now)
    session.presence, session.reason, session.since = presence, reason, max(now, session.since)
    session.save(update_fields=["presence", "reason", "since"])


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
