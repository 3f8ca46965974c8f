"""Reads about whom an agent can pass a caller to or ask meanwhile, and whom they ask now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from fenbo.directory.models import Unit
from fenbo.hotline import asking, queries
from fenbo.hotline.models import Call, Happened, Queue, Session

H = Happened
CHANGES = (H.ANSWERED, H.CONSULTED, H.UNREACHED, H.JOINED, H.PARTED, H.TRANSFERRED, H.LOST)


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody beside the call: at a seat, or on watch for a support group. `happened` says how far it came."""

    happened: Happened
    seat: str
    name: str

    @property
    def is_there(self) -> bool:
        return self.happened in (H.CONSULTED, H.JOINED)

    @property
    def hears_all(self) -> bool:
        return self.happened == H.JOINED


def other(call: Call) -> Other | None:
    """Whom the agent asks, or tried to ask last; None where there was nobody or they have gone."""
    last = call.events.filter(happened__in=CHANGES).order_by("-at", "-id").first()
    if last is None or last.happened not in (H.CONSULTED, H.UNREACHED, H.JOINED):
        return None
    # What the simulated line and Asterisk tell of a third one names them only when they lift.
    named = call.events.filter(happened__in=(H.CONSULTED, H.UNREACHED)).order_by("-at", "-id").first() or last
    return Other(Happened(last.happened), named.seat, _name(named.seat, named.detail))


def _name(seat: str, group: str) -> str:
    if group.isdecimal():
        return str(Unit.objects.filter(pk=int(group)).first() or "")
    session = Session.objects.filter(seat=seat, ended_at=None).select_related("staff").first()
    return f"{seat} {session.staff}" if session else seat


@dataclass(frozen=True, slots=True)
class Target:
    """Where a caller can be passed to, or who can be asked. `key` is what a form sends."""

    key: str
    name: str
    seat: str = ""
    queue: str = ""
    group: int | None = None
    number: str = field(default="", repr=False)


def targets(mine: Session, now: datetime) -> list[Target]:
    """Seats where somebody else sits and does not speak, the queues, and who watches for a support group."""
    return [*_seats(mine), *_queues(), *_groups(now)]


def _seats(mine: Session) -> Iterator[Target]:
    busy = queries.at_seats().values("seat")
    free = Session.objects.filter(ended_at=None, seat__is_active=True).exclude(
        Q(pk=mine.pk) | Q(seat__in=busy)
    )
    for one in free.select_related("staff").order_by("seat_id"):
        label = f"{one.seat_id} {one.staff}（{one.get_reason_display() or one.get_presence_display()}）"
        yield Target(f"seat:{one.seat_id}", label, seat=one.seat_id)


def _queues() -> Iterator[Target]:
    for queue in Queue.objects.filter(lines__is_active=True).distinct().order_by("name", "id"):
        yield Target(f"queue:{queue.slug}", str(queue), queue=queue.slug)


def _groups(now: datetime) -> Iterator[Target]:
    """By the telephone of whoever watches; a number that cannot be dialled is none."""
    for group in asking.groups(now):
        for shift in group.watch:
            number = "".join(filter(str.isdecimal, shift.staff.phone or ""))
            if 5 <= len(number) <= 20:
                yield Target(
                    f"group:{group.unit.pk}",
                    f"{group.unit} {shift.staff}",
                    group=group.unit.pk,
                    number=number,
                )
                break
