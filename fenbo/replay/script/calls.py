"""The hotline's calls of the first twelve and a half days: 3,361, every one answered; a counter of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from fenbo.replay.script import people, rhythm, texts
from fenbo.replay.script.drafts import SUBJECTS
from fenbo.replay.script.model import BEGINS, CallOutcome, CallScript, CaseScript, Channel

CALLS = 3361
CALLS_END = datetime(2020, 3, 7, 12, tzinfo=BEGINS.tzinfo)
# GB/T 33358-2016 asks for an answer within fifteen seconds; in the first days it took longer at times.
RANG, RUSHED = (2, 14), (10, 40)


def hotline_calls(month: Sequence[CaseScript], seed: int = 2020) -> list[CallScript]:
    """In order of time: a call for each hotline case of these days, the others answered from the knowledge base."""
    rng = Random(f"calls:{seed}")
    from_cases = [_call_of(case, rng) for case in month if _came_by_telephone(case)]
    days = rhythm.DAYS[0][: (CALLS_END - BEGINS).days + 1]
    alone: list[CallScript] = []
    for day, count in enumerate(rhythm.share(CALLS - len(from_cases), (*days[:-1], days[-1] / 2))):
        alone += [_call(rng, _moment(rng, BEGINS + timedelta(days=day))) for _one in range(count)]
    return sorted([*from_cases, *alone], key=lambda call: (call.began_at, call.phone))


def _came_by_telephone(case: CaseScript) -> bool:
    return case.channel == Channel.HOTLINE and case.received_at < CALLS_END


def _moment(rng: Random, midnight: datetime) -> datetime:
    while (instant := rhythm.moment(rng, midnight)) >= CALLS_END:
        pass
    return instant


def _call_of(case: CaseScript, rng: Random) -> CallScript:
    """The case is written down while the caller still talks."""
    talked = rng.randint(150, 620)
    began = max(case.received_at - timedelta(seconds=rng.randint(90, talked)), BEGINS)
    return CallScript(
        began_at=began,
        rang_for=_rang(rng, began),
        talked_for=talked,
        category=case.category,
        outcome=CallOutcome.WORK_ORDER,
        case_index=case.index,
        phone=case.requester.phone,
    )


def _call(rng: Random, began: datetime) -> CallScript:
    subject = rng.choices(list(SUBJECTS), weights=list(SUBJECTS.values()))[0]
    topic = rng.choice([topic for topic in texts.topics() if topic.category.startswith(subject)])
    return CallScript(
        began_at=began,
        rang_for=_rang(rng, began),
        talked_for=rng.randint(40, 480),
        category=topic.category,
        outcome=CallOutcome.ANSWERED_AT_ONCE,
        case_index=None,
        phone=people.phone(rng),
    )


def _rang(rng: Random, began: datetime) -> int:
    rushed = (began - BEGINS).days < 3 and 9 <= began.hour < 12
    return rng.randint(*(RUSHED if rushed else RANG))
