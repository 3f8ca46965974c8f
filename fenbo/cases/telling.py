"""What a requester is told of their case, wherever they are reached: left by the turn, in its transaction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, Channel, Follower
from fenbo.core.clock import SHANGHAI
from fenbo.core.ids import show_public_number
from fenbo.directory.actors import Actor, ActorKind
from fenbo.journal.queries import Event
from fenbo.notices import people, sending
from fenbo.notices.models import By
from fenbo.notices.operations import Reach, can_be_texted, tell
from fenbo.notices.texts import Text

TOLD: Mapping[Move, Text] = {
    Move.RECEIVE: Text.RECEIVED,
    Move.NOT_ACCEPT: Text.NOT_ACCEPTED,
    Move.ASK_INFO: Text.INFO_ASKED,
    Move.LAPSE_INFO: Text.INFO_LAPSED,
    Move.DISPATCH: Text.DISPATCHED,
    Move.REDISPATCH: Text.DISPATCHED,
    Move.HAND_OFF: Text.HANDED_OFF,
    Move.INTERIM: Text.INTERIM,
    Move.GRANT_EXTENSION: Text.EXTENDED,
    Move.ANSWER_AT_ONCE: Text.ANSWERED,
    Move.ISSUE: Text.ANSWERED,
    Move.BRING_BACK: Text.ANSWERED,
    Move.PUBLISH: Text.PUBLISHED,
    Move.SECOND_HANDLING: Text.REOPENED,
    Move.REOPEN: Text.REOPENED,
    Move.MERGE: Text.MERGED,
}


def tell_of(case: Case, events: Sequence[Event], actor: Actor, now: datetime) -> None:
    """Leave a message for each of these events that the requester is told of and does not know already.

    Nothing is asked of the database where this installation has no way to tell them.
    """
    for event, kind in _to_be_told(case, events, actor):
        by = sending.connected(kind)
        if not by:
            continue
        found = people.addresses(people=_followers(case), phone=_telephone(case))
        reaches = people.reaches(found, _own(case), by)
        if reaches:
            person = found[0].person if found else None
            tell(
                key=f"{case.pk}:{'' if kind == Text.RECEIVED else f'{event.seq}:'}{kind}",
                kind=kind,
                reaches=reaches,
                values=_values(case, event),
                subject=case.pk,
                now=now,
                language=person.language if person else "",
                is_quiet_at_night=person.is_quiet_at_night if person else True,
            )


def _to_be_told(case: Case, events: Sequence[Event], actor: Actor) -> Iterator[tuple[Event, Text]]:
    if case.channel == Channel.IMPORT:
        return
    told = set[Text]()
    for event in events:
        move = Move(event.move)
        kind = TOLD.get(move)
        if kind is None or kind in told or _is_known(case, event, move, actor):
            continue
        told.add(kind)
        yield event, kind


def _is_known(case: Case, event: Event, move: Move, actor: Actor) -> bool:
    """The account says in the conversation what it took in, and a caller hears the answer while they speak.

    Whoever extends only its own part delays no answer.
    """
    if move == Move.RECEIVE:
        return actor.is_staff or case.channel == Channel.WECHAT
    if move == Move.ANSWER_AT_ONCE and case.channel == Channel.HOTLINE:
        return True
    if move == Move.GRANT_EXTENSION:
        return event.unit_id != case.lead_unit_id
    return actor.kind in (ActorKind.REQUESTER, ActorKind.PUBLIC)


def _followers(case: Case) -> list[UUID]:
    return list(Follower.objects.filter(case=case.pk).values_list("person", flat=True))


def _telephone(case: Case) -> bytes:
    """That of the requester, by which other addresses are found: not where who brought it is to stay unknown."""
    return b"" if case.is_secret else bytes(case.requester.phone_index)


def _own(case: Case) -> list[Reach]:
    requester = case.requester
    own = [Reach(By.SMS, requester.phone)] if can_be_texted(requester.phone) else []
    return [*own, Reach(By.EMAIL, requester.email)] if requester.email else own


def _values(case: Case, event: Event) -> dict[str, str]:
    values = {"number": show_public_number(case.number), "site": settings.SITE_URL}
    if event.move == Move.RECEIVE:
        values["code"] = case.query_code
    if unit := event.facts.get("to_unit"):
        values["unit"] = str(unit)
    if until := event.facts.get("until"):
        values["until"] = f"{datetime.fromisoformat(str(until)).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return values
