"""Asking a large model about a case: what leaves is redacted and kept, what comes back is marked and used by people."""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.assistance import prompting
from fenbo.assistance.models import DraftKind, DraftState, MachineDraft
from fenbo.assistance.prompting import Source, Unusable
from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, Reply, ReplyKind, ReplyOutcome, ReplyState
from fenbo.cases.operations import units
from fenbo.cases.operations.texts import MACHINE_MARK, clean
from fenbo.cases.operations.turn import turn
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.knowledge.models import ItemKind
from fenbo.knowledge.operations.answering import citation
from fenbo.knowledge.queries import entry_in_force
from fenbo.knowledge.search.engine import suggest
from fenbo.largemodel import client
from fenbo.largemodel.client import NotAnswered
from fenbo.publication.drafting import known_of
from fenbo.publication.redaction import redact

MOST_SOURCES, MOST_TRIES = 4, 3
# What is longer says nothing new to whoever wants a summary.
LONGEST_SENT, LONGEST_SOURCE = 6_000, 2_000


def ask(*, case_id: UUID, kind: DraftKind, actor: Actor, now: datetime) -> MachineDraft:
    """Have something drafted by a job; one that is being drafted already is given instead.

    InvalidInput where no model is set, the case must not leave the house, or nothing is known to go by.
    """
    if not client.is_on():
        raise InvalidInput(_("没有接入大模型。"))
    with turn(case_id, actor=actor, now=now) as mine:
        waiting = MachineDraft.objects.filter(case=mine.case, kind=kind, state=DraftState.WAITING).first()
        if waiting is not None:
            return waiting
        if mine.case.is_secret:
            raise InvalidInput(_("举报和保密的诉求不交给大模型。"))
        sources = _sources(mine.case) if kind == DraftKind.REPLY else []
        if kind == DraftKind.REPLY and not sources:
            raise InvalidInput(_("知识库里没有可以依据的条目，不代拟回复。"))
        mine.make(Move.ASK_MACHINE, kind=str(kind), remark=settings.LARGE_MODEL["name"])
        row = MachineDraft.objects.create(
            case=mine.case,
            kind=kind,
            asked_by=actor.name,
            asked_at=now,
            sent=_fit_to_leave(mine.case),
            sources=[asdict(source) for source in sources],
            model=settings.LARGE_MODEL["name"][:100],
        )
        _enqueue(row, timedelta(0))
        return row


def _fit_to_leave(case: Case) -> str:
    who = known_of(case.requester)
    return f"{redact(case.title, who)}\n{redact(case.content[:LONGEST_SENT], who)}"


def _sources(case: Case) -> list[Source]:
    region = case.region_id or ""
    found = suggest(f"{case.title} {case.content}"[:500], region=region, most=3 * MOST_SOURCES)
    entries = [entry_in_force(item.pk) for item in found if item.kind == ItemKind.ENTRY]
    versions = [entry.current for entry in entries if entry is not None and entry.current is not None]
    return [
        Source(one.question, one.answer[:LONGEST_SOURCE], citation(one), one.entry.slug)
        for one in versions[:MOST_SOURCES]
    ]


def _enqueue(row: MachineDraft, wait: timedelta) -> None:
    from fenbo.assistance.jobs import draft

    draft.configure(schedule_in={"seconds": int(wait.total_seconds())}).defer(draft_id=str(row.pk))


def carry_out(*, draft_id: UUID, now: datetime) -> MachineDraft | None:
    """Ask the model and keep what it says. What may be asked again later is, three times in all."""
    row = MachineDraft.objects.filter(pk=draft_id, state=DraftState.WAITING).first()
    if row is None:
        return None
    try:
        row.told = _told(row)
        row.state = DraftState.DONE
    except Unusable as problem:
        row.state, row.problem = DraftState.FAILED, str(problem)[:40]
    except NotAnswered as problem:
        row.tries += 1
        if problem.later is not None and row.tries < MOST_TRIES:
            with transaction.atomic():
                row.save(update_fields=["tries"])
                _enqueue(row, max(problem.later, timedelta(seconds=5) * 2**row.tries))
            return row
        row.state, row.problem = DraftState.FAILED, problem.code[:40]
    row.ended_at = now
    row.save(update_fields=["told", "state", "problem", "tries", "ended_at"])
    return row


def _told(row: MachineDraft) -> dict[str, object]:
    if row.kind == DraftKind.SUMMARY:
        return {**prompting.read_summary(client.complete(prompting.for_summary(row.sent)))}
    sources = [Source(**source) for source in row.sources]
    text, cited = prompting.read_reply(client.complete(prompting.for_reply(row.sent, sources)), len(sources))
    return {"text": clean(text, lines=True), "cited": cited}


def use_in_reply(*, draft_id: UUID, order_id: UUID, actor: Actor, now: datetime) -> Reply:
    """Put a drafted reply into the unit's own draft, under a mark that has to be taken out before it can be submitted."""
    row = MachineDraft.objects.filter(pk=draft_id, kind=DraftKind.REPLY, state=DraftState.DONE).first()
    if row is None:
        raise OutOfScope
    cited = "；".join(dict.fromkeys(row.sources[number - 1]["citation"] for number in row.told["cited"]))
    drafted = f"{MACHINE_MARK}\n{prompting.CITED.sub('', row.told['text'])}"
    with transaction.atomic():
        order = scope.visible_orders(actor).filter(pk=order_id, case=row.case_id).first()
        if order is None:
            raise OutOfScope
        # What the writer has written so far stays above it.
        own = order.replies.filter(kind=ReplyKind.FINAL, state=ReplyState.DRAFT).first()
        text = f"{own.text}\n\n{drafted}".strip() if own else drafted
        return units.save_reply_draft(
            order_id=order_id,
            text=text,
            basis=(own.basis if own else "") or cited,
            outcome=ReplyOutcome(own.outcome) if own and own.outcome else None,
            actor=actor,
            now=now,
        )
