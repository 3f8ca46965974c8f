"""Checking replies, keeping what reviewers decided, and learning from it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fenbo.cases.models import Case, Reply, ReplyKind, ReplyState, WorkOrderRole
from fenbo.core.lapsing import Lapsing
from fenbo.directory.actors import Actor
from fenbo.judgement import replies
from fenbo.judgement.replies import Checked, Lack, Weights
from fenbo.publication import redaction
from fenbo.publication.concealing import conceal, knows_requester
from fenbo.publication.drafting import known, known_of
from fenbo.replycheck.models import LearntWeights, ReplyCheck, Verdict
from fenbo.replycheck.queries import weights_in_place

# The newest fifth of the reviews is told by weights of the older ones.
HELD_OUT = 5
MOST = 20_000
JUDGED = (ReplyState.ACCEPTED, ReplyState.SENT_BACK)


def _in_place() -> Weights:
    row = weights_in_place()
    return row.weights() if row else Weights()


# Each process follows within minutes when others were learnt.
weights = Lapsing(_in_place, seconds=300)


def check(case: Case, text: str, basis: str = "", *, reader: Actor | None = None) -> Checked:
    """What a reply to this case lacks; reads nothing but the case and its requester.

    A reader is told only of what they may read; without one nothing is concealed, and the words may be shown to nobody.
    """
    who, title, content = case.requester, case.title, case.content
    if reader is not None and not knows_requester(reader, case):
        # Nor may somebody find out a name by trying.
        title, content = conceal(title, who), conceal(content, who)
        told = known("", "")
    else:
        told = known_of(who)
    private = dict.fromkeys(text[span.start : span.end] for span in redaction.find(text, told))
    return replies.check(title, content, text, basis, private=tuple(private), weights=weights())


def tell_writer(case: Case, draft: Reply, writer: Actor) -> Checked:
    """Check a draft, and keep that its writer was told what it lacks."""
    checked = check(case, draft.text, draft.basis, reader=writer)
    if checked.lacks:
        row, _created = ReplyCheck.objects.get_or_create(reply=draft)
        if new := [lack for lack in checked.lacks if lack not in row.told]:
            row.told = [*row.told, *new]
            row.save(update_fields=["told"])
    return checked


@transaction.atomic
def note_judged(*, case_id: UUID, now: datetime) -> None:
    """Keep what the final replies of a case lacked when they were decided on, where that is not kept yet."""
    rows = Reply.objects.filter(
        order__case=case_id,
        order__role=WorkOrderRole.LEAD,
        order__parent=None,
        kind=ReplyKind.FINAL,
        state__in=JUDGED,
    )
    done = set(
        ReplyCheck.objects.filter(reply__in=rows, judged_at__isnull=False).values_list("pk", flat=True)
    )
    for reply in rows.select_related("order__case__requester"):
        if reply.pk in done:
            continue
        lacks = list(check(reply.order.case, reply.text, reply.basis).lacks)
        ReplyCheck.objects.update_or_create(
            reply=reply, defaults={"lacks": lacks, "verdict": _verdict(reply), "judged_at": now}
        )


def _verdict(reply: Reply) -> Verdict:
    if reply.state == ReplyState.SENT_BACK:
        return Verdict.SENT_BACK
    answer = reply.answers.first()
    return Verdict.EDITED if answer and answer.text != reply.text else Verdict.AS_IT_IS


def learn(*, now: datetime) -> LearntWeights | None:
    """Learn how much each lack counts. In place if it tells the newest fifth no worse; None where nothing is new.

    ValueError where there are too few reviews.
    """
    rows = ReplyCheck.objects.filter(judged_at__isnull=False).order_by("-judged_at", "-pk")
    judged = rows.values_list("lacks", "verdict")[:MOST]
    decided = [
        ([Lack(name) for name in lacks], verdict == Verdict.AS_IT_IS) for lacks, verdict in reversed(judged)
    ]
    last = LearntWeights.objects.order_by("-made_at").first()
    if last is not None and last.reviews == len(decided):
        return None
    cut = len(decided) - len(decided) // HELD_OUT
    trial, newest = replies.learn(decided[:cut]), decided[cut:]
    surprise, former = replies.surprise(trial, newest), replies.surprise(_in_place(), newest)
    made = replies.learn(decided)
    learnt = LearntWeights.objects.create(
        made_at=now,
        reviews=len(decided),
        start=made.start,
        taken=dict(made.taken),
        surprise=surprise,
        former=former,
        is_in_place=surprise <= former,
    )
    weights.forget()
    return learnt
