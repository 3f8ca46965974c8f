"""The founding month: 24 February to 23 March 2020, 18:00, with the counts that were published."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from fenbo.replay.script import rhythm, texts
from fenbo.replay.script.aftermath import call_back, publish, rate
from fenbo.replay.script.drafts import Draft, is_secret, write
from fenbo.replay.script.grammar import Speech
from fenbo.replay.script.model import ENDS, Act, CaseScript, Channel, Step, Story
from fenbo.replay.script.pins import pin
from fenbo.replay.script.told import told_cases

SEED = 2020
MERGED = 96
# The question that everybody had: others who ask it while the told case is open join that one.
ASKED_WITH_TOLD = 3
SAME_QUESTION = "a"
LEADS = (Story.ORDINARY, Story.DELEGATED, Story.CO_HANDLED, Story.COMPLEX, Story.SENT_BACK)
REPLACEABLE = (Story.ORDINARY, Story.ANSWERED_AT_ONCE, Story.DELEGATED, Story.CO_HANDLED)
UNANSWERED = (Story.NOT_ACCEPTED, Story.WITHDRAWN)


def founding_month(seed: int = SEED) -> list[CaseScript]:
    """Every case with every step, in order of arrival. The same seed gives the same month, to the letter."""
    rng = Random(seed)
    drafts = _drafts(rng, seed)
    pin(drafts, rng)
    _merge(drafts, rng, seed)
    for draft in drafts:
        _tell_aftermath(draft)
    return [draft.finish() for draft in drafts]


def _drafts(rng: Random, seed: int) -> list[Draft]:
    """The told cases take the place of those that would have come in nearest to their times."""
    arrivals = rhythm.arrivals(rng)
    told = {}
    for draft in told_cases():
        nearest = min(range(len(arrivals)), key=lambda at: abs(arrivals[at] - draft.received_at))
        draft.index, arrivals[nearest] = nearest, draft.received_at
        told[nearest] = draft
    return [told.get(index) or write(index, instant, seed) for index, instant in enumerate(arrivals)]


def _merge(drafts: list[Draft], rng: Random, seed: int) -> None:
    """Turn some cases into the same matter as an earlier, open one; who is settled at the pins does not change."""
    leads = [draft for draft in drafts if _may_lead(draft)]
    first = next(draft for draft in leads if draft.told == SAME_QUESTION)
    order = [first] * ASKED_WITH_TOLD + rng.sample(leads, len(leads))
    taken, merged = {draft.index for draft in leads if draft.told}, 0
    for lead in order:
        if merged == MERGED:
            return
        found = [draft for draft in _askers(drafts, lead) if draft.index not in taken]
        if found and (lead.told or lead.index not in taken):
            asker = rng.choice(found[:8])
            drafts[asker.index] = _joined(asker, lead, rng, seed)
            taken |= {lead.index, asker.index}
            merged += 1


def _may_lead(draft: Draft) -> bool:
    if draft.told:
        return draft.told == SAME_QUESTION
    open_for = draft.rounds[0][-1].at - draft.received_at
    return (
        draft.story in LEADS and not is_secret(draft.kind, draft.requester) and open_for > timedelta(hours=2)
    )


def _askers(drafts: Sequence[Draft], lead: Draft) -> Iterator[Draft]:
    """Who might ask the same while the lead is open, and is settled on the same side of every pin."""
    ends = lead.rounds[0][-1].at
    for draft in drafts[lead.index + 1 :]:
        if draft.received_at > ends - timedelta(minutes=40):
            return
        fits = draft.story in REPLACEABLE and _same_side(draft.rounds[0][-1].at, ends)
        if fits and draft.received_at > lead.received_at + timedelta(minutes=10):
            yield draft


def _same_side(one: datetime, other: datetime) -> bool:
    return all((one <= instant) == (other <= instant) for instant, _received, _closed in rhythm.PUBLISHED)


def _joined(asker: Draft, lead: Draft, rng: Random, seed: int) -> Draft:
    draft = write(asker.index, asker.received_at, seed, like=lead)
    if is_secret(draft.kind, draft.requester):
        # A report or a confidential case is never joined to another.
        return asker
    at = draft.received_at + timedelta(minutes=rng.randint(4, 30), seconds=rng.randrange(60))
    ends = lead.rounds[0][-1].at
    why = Speech(rng, {}).one_of(texts.sayings()["merge"])
    draft.rounds = [[Step(at, Act.MERGE, text=why), Step(ends, Act.ISSUE)]]
    draft.merged_into = lead.index
    return draft


def _tell_aftermath(draft: Draft) -> None:
    """What follows the last answer: each begins at the answer, so that neither waits for the other."""
    teller, closed_at = draft.teller, draft.rounds[-1][-1].at
    if teller is None or draft.story in UNANSWERED or closed_at > ENDS:
        return
    if draft.merged_into is None:
        teller.now = closed_at
        publish(teller, draft.story, draft.kind, draft.requester)
    if not draft.requester.anonymous:
        teller.now = closed_at
        call_back(teller, draft.story)
        if draft.channel in (Channel.WEBSITE, Channel.WECHAT):
            teller.now = closed_at
            rate(teller)
    draft.after = list(teller.steps)
