"""A line without a telephone, behind the same interface: calls are begun by a button and answered by one.

It keeps nothing of its own: who waits and who is ready is read from what was written down. So any process may act for
it, and a simulated call goes through the very operations that a real one goes through.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from fenbo.core import clock
from fenbo.core.ids import new_id
from fenbo.hotline.models import Call, CallState, Happened, Line
from fenbo.hotline.operations import seats
from fenbo.hotline.operations.noting import note
from fenbo.hotline.queries import arrangement, at_seats
from fenbo.hotline.switch.interface import SIMULATED, Arrangement, Ear, Happening, SwitchAway

H = Happened


class Simulated:
    name = SIMULATED

    def call_in(self, *, line: str, phone: str) -> str:
        """Somebody dials the line and presses its key at once; returns the call's identifier."""
        dialled = Line.objects.select_related("queue").filter(pk=line, is_active=True).first()
        if dialled is None:
            raise SwitchAway("no such line")
        call_id, wanted = f"simulated-{new_id()}", arrangement(clock.now())
        self._tell(call_id, H.ARRIVED, phone=phone, line=line, detail=line)
        if phone in wanted.barred or line in wanted.closed:
            self._tell(call_id, H.BARRED if phone in wanted.barred else H.CLOSED)
            self._tell(call_id, H.ENDED)
            return call_id
        self._tell(call_id, H.KEY, detail=dialled.key)
        self._tell(call_id, H.QUEUED, queue=dialled.queue.slug)
        self.arrange(wanted)
        return call_id

    def arrange(self, wanted: Arrangement) -> None:
        """Ring free seats for whoever waits, the longest waiting first."""
        waiting = Call.objects.filter(switch=self.name, state=CallState.WAITING).exclude(queue=None)
        for call_id, queue in waiting.order_by("queued_at", "id").values_list("call_id", "queue__slug"):
            free = (one.seat for one in sorted(wanted.members) if one.queue == queue and not one.paused)
            if not any(self._ring(call_id, seat) for seat in free):
                return

    @transaction.atomic
    def _ring(self, call_id: str, seat: str) -> bool:
        """False where the seat has a call already; its session is locked, so that two callers do not ring it."""
        if seats.open_session(seat) is None or at_seats().filter(seat=seat).exists():
            return False
        self._tell(call_id, H.RANG, seat=seat)
        return True

    def happenings(self, seconds: float) -> Sequence[Happening]:
        """Nothing: all is told at once."""
        return ()

    def lost(self, going_on: Collection[str], at: datetime) -> Sequence[Happening]:
        """None: it has nothing that could die."""
        return ()

    def settled(self, happening: Happening) -> None:
        pass

    def originate(self, *, seat: str, number: str) -> None:
        raise SwitchAway("a simulated line calls nobody")

    def answer(self, call_id: str, *, seat: str) -> None:
        self._tell(call_id, H.ANSWERED, seat=seat)

    def hold(self, call_id: str) -> None:
        self._tell(call_id, H.HELD)

    def resume(self, call_id: str) -> None:
        self._tell(call_id, H.RESUMED)

    def consult(self, call_id: str, *, seat: str, at: str, number: str = "", group: str = "") -> None:
        """Whoever is called lifts at once."""
        self._tell(call_id, H.HELD)
        self._tell(call_id, H.CONSULTED, seat=at, detail=group)

    def join(self, call_id: str) -> None:
        self._tell(call_id, H.RESUMED)
        self._tell(call_id, H.JOINED)

    def part(self, call_id: str) -> None:
        self._tell(call_id, H.PARTED)

    @transaction.atomic
    def hand_over(self, call_id: str, *, seat: str) -> None:
        self._tell(call_id, H.TRANSFERRED, detail=seat)
        self._tell(call_id, H.ANSWERED, seat=seat)

    def transfer(self, call_id: str, *, to: str) -> None:
        self._tell(call_id, H.TRANSFERRED, detail=to, queue=to)

    @transaction.atomic
    def pass_out(self, call_id: str, *, to: str) -> None:
        """Nobody is called: what would be told is told."""
        for happened in (H.TRANSFERRED, H.PASSED):
            self._tell(call_id, happened, detail=to)
        self._tell(call_id, H.ENDED)

    def hang_up(self, call_id: str) -> None:
        self._tell(call_id, H.ENDED)

    def attend(self, call_id: str, *, seat: str, how: Ear) -> None:
        self._tell(call_id, H.ATTENDED, seat=seat, detail=how)

    def leave(self, call_id: str, *, seat: str) -> None:
        self._tell(call_id, H.LEFT, seat=seat)

    @transaction.atomic
    def take_over(self, call_id: str, *, seat: str) -> None:
        self._tell(call_id, H.TRANSFERRED, detail=seat)
        self._tell(call_id, H.RANG, seat=seat)
        self._tell(call_id, H.ANSWERED, seat=seat)

    def _tell(self, call_id: str, happened: Happened, **more: str) -> None:
        happening = Happening(call_id=call_id, happened=happened, at=clock.now(), **more)  # type: ignore[arg-type]
        note(happening, switch=self.name)
