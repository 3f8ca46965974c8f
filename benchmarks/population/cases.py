"""One case after another: rows and events as the operations would have left them."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from benchmarks.population.sheets import Sheet
from benchmarks.population.texts import Writer
from fenbo.cases.lifecycle import CaseState, Move, OrderState, PublicationState
from fenbo.cases.models import Answer, Case, Clock, Reply, Requester, WorkOrder
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind
from fenbo.core.clock import SHANGHAI
from fenbo.core.ids import public_number
from fenbo.core.secrets import blind_index, encrypt
from fenbo.journal.chain import EMPTY, Entry, event_hash
from fenbo.journal.models import Event
from fenbo.publication.models import Publication

YEARS = 3
KINDS = [kind.value for kind in Kind if kind != Kind.REPORT]
FRESH = timedelta(days=2)
M, S = Move, CaseState


@dataclass(frozen=True, slots=True)
class Stage:
    """What the cases play among."""

    centre: int
    units: list[tuple[int, str]]
    categories: list[str]
    regions: list[str]
    staff: tuple[int, str]
    now: datetime


@dataclass(slots=True)
class Sheets:
    case: Sheet = field(default_factory=lambda: Sheet(Case))
    requester: Sheet = field(default_factory=lambda: Sheet(Requester))
    order: Sheet = field(default_factory=lambda: Sheet(WorkOrder))
    reply: Sheet = field(default_factory=lambda: Sheet(Reply))
    answer: Sheet = field(default_factory=lambda: Sheet(Answer))
    clock: Sheet = field(default_factory=lambda: Sheet(Clock))
    event: Sheet = field(default_factory=lambda: Sheet(Event))
    publication: Sheet = field(default_factory=lambda: Sheet(Publication))

    def in_order(self) -> Iterator[Sheet]:
        yield from (
            self.requester, self.case, self.order, self.reply, self.answer, self.clock, self.event, self.publication,
        )  # fmt: skip


class Author:
    """Writes the cases of a range of serials into sheets. The same seed and stage give the same cases."""

    def __init__(
        self, stage: Stage, sheets: Sheets, *, first_event: int, first_clock: int, seed: int
    ) -> None:
        self.stage, self.sheets = stage, sheets
        self.dice = random.Random(seed)
        self.writer = Writer(self.dice)
        self.next_event, self.next_clock = first_event, first_clock
        phones = [f"139{self.dice.randrange(10**8):08d}" for _ in range(2000)]
        self.phones = [(encrypt(phone), blind_index(phone)) for phone in phones]
        self.code, self.name = encrypt("ABCDEFGH"), encrypt("王小明")

    def write(self, serial: int, received: datetime) -> None:
        _One(self, serial, received).write()


class _One:
    """One case while it is written."""

    def __init__(self, author: Author, serial: int, received: datetime) -> None:
        self.author, self.sheets, self.stage, self.dice = author, author.sheets, author.stage, author.dice
        self.serial, self.received = serial, received
        self.key, self.order_key = key_at(received), key_at(received)
        self.unit_id, self.unit = self.dice.choice(self.stage.units)
        self.hash, self.seq = EMPTY, 0

    def write(self) -> None:
        end = self._end()
        self._event(M.RECEIVE, self.received, {"channel": "website", "kind": "help"})
        dispatched = self.received + timedelta(minutes=self.dice.randint(2, 40))
        signed = dispatched + timedelta(minutes=self.dice.randint(5, 180))
        replied = signed + timedelta(hours=self.dice.randint(1, 40))
        issued = replied + timedelta(minutes=self.dice.randint(5, 200))
        times = {"dispatched": dispatched, "signed": signed, "replied": replied, "issued": issued}
        self._clock(Hop.DISPATCH, self.stage.centre, self.received, dispatched if end != S.RECEIVED else None)
        if end == S.NOT_ACCEPTED:
            self._event(M.NOT_ACCEPT, dispatched, {"reason": "属于诉讼事项", "legal_way": "向人民法院起诉"})
        elif end == S.WITHDRAWN:
            self._event(M.WITHDRAW, dispatched, {"reason": "已经解决"})
        elif end != S.RECEIVED:
            self._handle(end, times)
        self._rows(end, times)

    def _end(self) -> CaseState:
        """How far it has come: what is fresh is mostly open, what is old almost never."""
        luck = self.dice.random()
        if self.stage.now - self.received < FRESH:
            for state, share in ((S.RECEIVED, 0.3), (S.DISPATCHED, 0.5), (S.IN_HAND, 0.8), (S.REPLIED, 1.0)):
                if luck < share:
                    return state
        for state, share in ((S.IN_HAND, 0.002), (S.NOT_ACCEPTED, 0.022), (S.WITHDRAWN, 0.032)):
            if luck < share:
                return state
        return S.CLOSED

    def _handle(self, end: CaseState, times: dict[str, datetime]) -> None:
        about = {"order": str(self.order_key), "unit": self.unit}
        self._event(
            M.DISPATCH, times["dispatched"], {"to_unit": self.unit, "co_units": [], "instruction": ""}
        )
        signed = None if end == S.DISPATCHED else times["signed"]
        replied = times["replied"] if end in (S.REPLIED, S.CLOSED) else None
        self._clock(Hop.SIGN_IN, self.unit_id, times["dispatched"], signed, self.order_key)
        self._clock(Hop.ANSWER, self.unit_id, times["dispatched"], replied, self.order_key)
        if signed:
            self._event(M.SIGN_IN, signed, about, self.unit_id)
            self._event(M.START, signed, {"unit": self.unit})
        if replied:
            self._event(M.REPLY_ORDER, replied, {**about, "basis": ""}, self.unit_id)
            self._event(M.REPLY, replied, {"unit": self.unit})
            issued = times["issued"] if end == S.CLOSED else None
            self._clock(Hop.REVIEW, self.stage.centre, replied, issued)
            if issued:
                self._event(M.ISSUE, issued, {"basis": ""})
                self._event(M.ACCEPT_REPLY, issued, about, self.unit_id)
                self._event(M.CLOSE, issued, {})

    def _rows(self, end: CaseState, times: dict[str, datetime]) -> None:
        dice, sheets = self.dice, self.sheets
        title, content = self.author.writer.request(self.serial)
        category, region = dice.choice(self.stage.categories), dice.choice(self.stage.regions)
        closed = end == S.CLOSED
        number = public_number(self.received.astimezone(SHANGHAI).date(), self.serial)
        shown = {"number": number, "kind": dice.choice(KINDS), "category_id": category, "region_id": region}
        public = closed and dice.random() < 0.8
        if end not in (S.RECEIVED, S.NOT_ACCEPTED, S.WITHDRAWN):
            answer = self._order_rows(end, times)
            if public:
                self._publish(title, content.text, content.vector, answer, times["issued"], shown)
        phone, index = dice.choice(self.author.phones)
        requester = key_at(self.received)
        sheets.requester.add(id=requester, identity="self_declared", name=self.author.name, phone=phone,
                             phone_index=index, id_number_index=b"", firm_code_index=b"")  # fmt: skip
        settled = (
            times["issued"]
            if closed
            else times["dispatched"]
            if end in (S.NOT_ACCEPTED, S.WITHDRAWN)
            else None
        )
        sheets.case.add(
            **shown, id=self.key, query_code=self.author.code, state=end.value, version=self.seq, chain=self.hash,
            channel="website", title=title, content=content.text, requester_id=requester, may_publish=True,
            received_at=self.received, answered_at=settled, settled_at=settled, words=content.vector,
            lead_unit_id=self.unit_id if closed or end in (S.DISPATCHED, S.IN_HAND, S.REPLIED) else None,
            publication_state=(PublicationState.PUBLISHED if public else PublicationState.NONE).value,
        )  # fmt: skip

    def _order_rows(self, end: CaseState, times: dict[str, datetime]) -> str:
        closed, replied = end == S.CLOSED, end in (S.CLOSED, S.REPLIED)
        states = {S.DISPATCHED: OrderState.GIVEN, S.IN_HAND: OrderState.SIGNED, S.REPLIED: OrderState.REPLIED}
        self.sheets.order.add(
            id=self.order_key, case_id=self.key, unit_id=self.unit_id, given_by_id=self.stage.centre, role="lead",
            state=states.get(end, OrderState.DONE).value, given_at=times["dispatched"],
            signed_at=None if end == S.DISPATCHED else times["signed"],
            replied_at=times["replied"] if replied else None, ended_at=times["issued"] if closed else None,
        )  # fmt: skip
        answer = self.author.writer.answer().text
        if replied:
            reply = key_at(times["replied"])
            self.sheets.reply.add(id=reply, order_id=self.order_key, text=answer, written_by=self.unit,
                                  state="accepted" if closed else "submitted", written_at=times["replied"])  # fmt: skip
            if closed:
                self.sheets.answer.add(id=key_at(times["issued"]), case_id=self.key, kind="final", text=answer,
                                       unit_id=self.unit_id, reply_id=reply, issued_at=times["issued"])  # fmt: skip
        return answer

    def _publish(
        self, title: str, question: str, words: str, answer: str, at: datetime, shown: dict[str, Any]
    ) -> None:
        text = json.dumps([title, question, answer], ensure_ascii=False)
        facts = {"digest": hashlib.sha256(text.encode()).hexdigest(), "version": 1}
        self._event(M.PROPOSE, at, facts)
        self._event(M.PUBLISH, at, facts)
        staff = self.stage.staff[0]
        self.sheets.publication.add(
            **shown, case_id=self.key, title=title, question=question, answer=answer, unit_id=self.unit_id,
            prefecture=shown["region_id"][:4], subject=shown["category_id"][:2], received_at=self.received,
            answered_at=at, proposed_by_id=None, proposed_at=at, published_by_id=staff, published_at=at, words=words,
        )  # fmt: skip

    def _event(self, move: Move, at: datetime, facts: dict[str, Any], unit_id: int | None = None) -> None:
        staff_id, name = self.stage.staff
        self.seq += 1
        entry = Entry(self.key, self.seq, move.value, at, "staff", staff_id, name, unit_id, "", facts)
        prev, self.hash = self.hash, event_hash(entry, self.hash)
        self.sheets.event.add(
            id=self.author.next_event, stream=self.key, seq=self.seq, move=move.value, at=at, actor_kind="staff",
            actor_id=staff_id, actor_name=name, unit_id=unit_id, on_behalf_of="",
            facts=json.dumps(facts, ensure_ascii=False), prev_hash=prev, hash=self.hash,
        )  # fmt: skip
        self.author.next_event += 1

    def _clock(
        self, hop: Hop, unit_id: int, start: datetime, stop: datetime | None, order: UUID | None = None
    ) -> None:
        due = start + timedelta(hours=24)
        self.sheets.clock.add(
            id=self.author.next_clock, case_id=self.key, order_id=order, hop=hop.value, unit_id=unit_id,
            started_at=start, amber_at=start + timedelta(hours=18), due_at=due, stopped_at=stop,
        )  # fmt: skip
        self.author.next_clock += 1


def key_at(moment: datetime) -> UUID:
    """A key (UUID version 7) as it would have been made then, so that rows lie in the index as time laid them."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80
        | 0x7 << 76
        | random.getrandbits(12) << 64
        | 0b10 << 62
        | random.getrandbits(62)
    )


def moments(first: int, last: int, of: int, now: datetime) -> Iterator[tuple[int, datetime]]:
    """The serials from `first` up to `last` of `of`, spread evenly over the years before now."""
    span = timedelta(days=365 * YEARS)
    for serial in range(first, last):
        at = now - span + span * (serial / of)
        yield serial, at.astimezone(UTC).replace(microsecond=0)
