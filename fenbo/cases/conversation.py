"""What passed between a requester and those who handle the case, by every channel, in the order of time (往来)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, ContactNote, Supplement
from fenbo.cases.timeline import for_events
from fenbo.directory.actors import ActorKind
from fenbo.journal.queries import events_of
from fenbo.notices.models import Message, Way
from fenbo.notices.queries import told


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was said. `ways` tell how it went; a `secret` is the requester's own to read."""

    at: datetime
    what: str
    text: str = ""
    is_requesters: bool = False
    is_secret: bool = False
    ways: Sequence[Way] = ()


def conversation(case: Case) -> list[Piece]:
    """Oldest first; six queries."""
    pieces = [
        *_brought(case),
        *_messages(case),
        *_supplements(case),
        *_answers(case),
        *_contacts(case),
        *_acts(case),
    ]
    return sorted(pieces, key=lambda piece: piece.at)


def _brought(case: Case) -> Iterator[Piece]:
    if case.received_at:
        what = _("提交（%(channel)s）") % {"channel": case.get_channel_display()}
        yield Piece(case.received_at, what, case.title, is_requesters=True)


def _messages(case: Case) -> Iterator[Piece]:
    for message in told(case.pk):
        yield Piece(
            message.created_at,
            message.get_kind_display(),
            _shown(message),
            is_secret=message.is_secret,
            ways=list(message.ways.all()),
        )


def _shown(message: Message) -> str:
    return "" if message.is_secret else message.text


def _supplements(case: Case) -> Iterator[Piece]:
    for one in Supplement.objects.filter(case=case).order_by("id"):
        if one.question and one.asked_at:
            yield Piece(one.asked_at, _("提问"), one.question)
        if one.supplied_at:
            yield Piece(one.supplied_at, _("补充"), one.text, is_requesters=True)


def _answers(case: Case) -> Iterator[Piece]:
    for answer in case.answers.order_by("issued_at"):
        yield Piece(answer.issued_at, answer.get_kind_display(), answer.text)


def _contacts(case: Case) -> Iterator[Piece]:
    for note in ContactNote.objects.filter(order__case=case).order_by("at"):
        what = _("电话联系") if note.reached else _("电话未接通")
        yield Piece(note.at, what, note.text)


def _acts(case: Case) -> Iterator[Piece]:
    """What the requester did beside supplying, which stands above with its words."""
    events = events_of(case.pk).filter(actor_kind=ActorKind.REQUESTER).exclude(move=Move.SUPPLY_INFO)
    for entry in for_events(events):
        yield Piece(entry.at, entry.what, entry.note, is_requesters=True)
