"""Every case joins the topic that it is nearest to, or begins one: in the order in which they came in, some seconds later.

The same as `judgement.topics` does with a file, from tables: of a topic its heaviest words are kept, and only topics that
share one of the case's rarest words are looked at, so that a case costs some milliseconds however many there are.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import repeat
from operator import mul
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.scope import centre_id
from fenbo.catalogue.kinds import Kind
from fenbo.core.lapsing import LapsingEach
from fenbo.directory.duties import Duty
from fenbo.judgement import topics as judged
from fenbo.judgement.features import plain, words
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic as Told
from fenbo.topics.models import LONGEST_WORD, Placing, Topic, Word

# So many words of a topic are kept, the heaviest.
KEPT = 80
# Topics to be looked at for one case: words of few topics are asked for first, until they may bring so many.
LOOKED_AT = 300
AT_ONCE = 20
# Somebody may be entered later than they called; what is entered later still stays without a topic.
BEHIND = timedelta(days=1)
# An alarm is of now, and not every day of the same.
STILL_NEW, AGAIN = timedelta(days=1), timedelta(days=14)
ALL = ""
# A word of a larger share of all cases is not shown as one of a topic's own.
COMMON = 0.03
# Where and of what subject a topic is follows from so many of its cases.
NEWEST = 50

NEAREST = """
SELECT id, words, weights FROM topics_topic
WHERE words && %(rare)s::varchar[] AND last_at >= %(at)s - %(silent)s AND begun_at <= %(at)s + %(silent)s
ORDER BY last_at DESC, id LIMIT %(most)s
"""
NOTE = """
INSERT INTO topics_word (word, seen, topics) SELECT * FROM unnest(%s::varchar[], %s::int[], %s::int[])
ON CONFLICT (word) DO UPDATE SET
    seen = topics_word.seen + excluded.seen, topics = topics_word.topics + excluded.topics
"""


def place_waiting(*, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Place what has come in, the oldest first, until nothing waits or `go_on` says no; how many were placed."""
    placed = 0
    while go_on():
        placed += (count := _place_some(now))
        if count < AT_ONCE:
            break
    return placed


@transaction.atomic
def _place_some(now: datetime) -> int:
    # Whoever places holds this row, so that two never read the same topic and each add to it.
    Word.objects.get_or_create(word=ALL)
    Word.objects.select_for_update().get(word=ALL)
    cases = list(_waiting(now)[:AT_ONCE])
    if not cases:
        return 0
    counted = [_counts(case) for case in cases]
    more = Counter(word for counts in counted for word in (ALL, *counts))
    crowd = _crowd(more, cases[0].received_at or now)
    before = crowd.topics.copy()
    for case, counts in zip(cases, counted, strict=True):
        _place(case, counts, crowd, now)
    _note(more, {word: count - before[word] for word, count in crowd.topics.items()})
    return len(cases)


def _waiting(now: datetime) -> "QuerySet[Case]":
    """What was received lately and is in no topic. Nobody may be told of secret ones, also not as one of many."""
    newest = Placing.objects.aggregate(newest=Max("at"))["newest"]
    since = newest - BEHIND if newest else None
    if since is None:
        first = Case.objects.filter(received_at__lte=now).aggregate(newest=Max("received_at"))["newest"]
        since = first - judged.SILENT if first else now
    return (
        Case.objects.filter(received_at__gt=since, received_at__lte=now, is_confidential=False)
        .exclude(Q(kind=Kind.REPORT) | Q(state__in=(CaseState.DRAFT, CaseState.WITHDRAWN)))
        .filter(~Q(pk__in=Placing.objects.filter(at__gt=since).values("pk")))
        .select_related("requester")
        .defer("words", "query_code")
        .order_by("received_at", "pk")
    )


def _counts(case: Case) -> Counter[str]:
    counts = judged.counts(case.title, case.content)
    return Counter({word: count for word, count in counts.items() if len(word) <= LONGEST_WORD})


def _note(seen: Mapping[str, int], topics: Mapping[str, int]) -> None:
    # In one order, so that nobody who writes the same words waits crosswise.
    ordered = sorted({*seen, *topics})
    columns = [[counts.get(word, 0) for word in ordered] for counts in (seen, topics)]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [ordered, *columns])


@dataclass(frozen=True, slots=True)
class _Crowd:
    """In how many of all `cases` each word was seen, in how many topics it is, and the share of live topics."""

    seen: Mapping[str, int]
    topics: Counter[str]
    live: float

    @property
    def cases(self) -> int:
        return self.seen[ALL]

    def is_telling(self, word: str) -> bool:
        """Whether it says to people what cases are about: no single character, and not in too many of all cases."""
        return len(word) > 1 and self.seen[word] <= COMMON * (self.cases + judged.BEFORE)

    def telling(self, row: Mapping[str, float]) -> list[str]:
        """As many of its words, those of the fewest topics first, as bring no more topics than can be looked at."""
        found, topics = [], 0.0
        for word in sorted(row, key=lambda word: (self.topics[word], word)):
            topics += self.topics[word] * self.live
            if topics > LOOKED_AT:
                break
            if self.topics[word]:
                found.append(word)
        return found


def _crowd(more: Counter[str], at: datetime) -> _Crowd:
    """What is known when the words of these cases have been seen too."""
    rows = list(Word.objects.filter(word__in=more).values_list("word", "seen", "topics"))
    topics = Counter({word: count for word, _seen, count in rows})
    seen = Counter({word: seen for word, seen, _topics in rows}) + more
    return _Crowd(seen, topics, _share_of_live(at, topics[ALL]))


# Counting hundreds of thousands takes longer than to place a case: it is done anew for every thousand more.
FEW = 1_000
_live = LapsingEach[tuple[date, int], int](
    lambda key: Topic.objects.filter(last_at__date__gt=key[0] - judged.SILENT).count(), seconds=3600
)


def _share_of_live(at: datetime, topics: int) -> float:
    return min(1.0, _live((at.date(), topics // FEW)) / topics) if topics >= FEW else 1.0


def _place(case: Case, counts: Counter[str], crowd: _Crowd, now: datetime) -> None:
    assert case.received_at is not None
    row = judged.weigh(counts, crowd.seen, crowd.cases)
    key = _nearest(row, crowd, case.received_at)
    topic = Topic.objects.get(pk=key) if key else _begun(case, crowd)
    is_new_person = _is_new_person(topic, case)
    Placing.objects.create(case=case, topic=topic, at=case.received_at)
    _add(topic, case, row, crowd)
    topic.people += is_new_person
    told = _note_surge(topic, case.received_at) if key and is_new_person else False
    topic.save()
    if told and now - case.received_at < STILL_NEW:
        _alarm(topic, now)


def _nearest(row: Mapping[str, float], crowd: _Crowd, at: datetime) -> UUID | None:
    if not row:
        return None
    values: dict[str, Any] = {
        "rare": crowd.telling(row),
        "at": at,
        "silent": judged.SILENT,
        "most": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, values)
        rows = cursor.fetchall()
    best, near = None, judged.NEAR
    for key, own, weights in rows:
        product = sum(map(mul, map(row.get, own, repeat(0.0)), weights))
        nearness = product / (math.hypot(*weights) or 1.0)
        if nearness >= near:
            best, near = key, nearness
    return best


def _begun(case: Case, crowd: _Crowd) -> Topic:
    assert case.received_at is not None
    crowd.topics[ALL] += 1
    return Topic.objects.create(
        title=case.title,
        begun_at=case.received_at,
        last_at=case.received_at,
        words=[],
        weights=[],
    )


def _is_new_person(topic: Topic, case: Case) -> bool:
    index = bytes(case.requester.phone_index)
    if not index:
        return True
    return not topic.placings.filter(case__requester__phone_index=index).exists()


def _add(topic: Topic, case: Case, row: Mapping[str, float], crowd: _Crowd) -> None:
    """Let the topic have the words, the time and the place of one case more."""
    assert case.received_at is not None
    weights = Counter(dict(zip(topic.words, topic.weights, strict=True)))
    weights.update(row)
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:KEPT]
    kept = [word for word, _weight in heaviest]
    crowd.topics.update(set(kept) - set(topic.words))
    crowd.topics.subtract(set(topic.words) - set(kept))
    topic.words, topic.weights = kept, [round(weight, 4) for _word, weight in heaviest]
    if judged.nearness(case.title, weights) > judged.nearness(topic.title, weights):
        topic.title = case.title
    real = {*topic.own_words.split(), *(word for word in words(plain(case.title)) if crowd.is_telling(word))}
    shown = sorted((word for word in real if weights[word] > 0), key=lambda word: (-weights[word], word))[:5]
    topic.own_words = " ".join(shown)[:120]
    topic.cases += 1
    topic.begun_at = min(topic.begun_at, case.received_at)
    topic.last_at = max(topic.last_at, case.received_at)
    topic.region_id = _region(topic)
    topic.category_id = _category(topic)


def _region(topic: Topic) -> str | None:
    """The county, or else the prefecture, that at least half of its newest cases are of."""
    codes = _newest(topic, "region")
    return _half(codes) or _half([f"{code[:4]}00" for code in codes])


def _category(topic: Topic) -> str | None:
    return _half(_newest(topic, "category"))


def _newest(topic: Topic, name: str) -> list[str]:
    rows = topic.placings.exclude(**{f"case__{name}": None}).order_by("-at")
    return list(rows.values_list(f"case__{name}", flat=True)[:NEWEST])


def _half(codes: list[str]) -> str | None:
    found = Counter(codes).most_common(1)
    return found[0][0] if found and 2 * found[0][1] >= len(codes) else None


def _note_surge(topic: Topic, at: datetime) -> bool:
    """Whether far more people than usual wrote of it in the week until now, and nobody was told for a while."""
    if topic.surged_at is not None and at - topic.surged_at < AGAIN:
        return False
    week = topic.placings.filter(at__gt=at - judged.WEEK, at__lte=at).annotate(
        phone=F("case__requester__phone_index")
    )
    phones = [bytes(phone) for phone in week.values_list("phone", flat=True)]
    people = len({phone for phone in phones if phone}) + sum(not phone for phone in phones)
    usual = judged.usual_of(max(0, topic.people - people), at - judged.WEEK - topic.begun_at)
    if not judged.is_surge(people, usual):
        return False
    topic.surged_at, topic.surge_people, topic.surge_usual = at, people, round(usual, 2)
    return True


def _alarm(topic: Topic, now: datetime) -> None:
    """Tell those who send cases out and those who watch over it; of many cases of one matter once."""
    said = _("近一周%(people)s人反映，平时每周%(usual)s人：%(words)s")
    text = said % {
        "people": topic.surge_people,
        "usual": f"{topic.surge_usual:g}",
        "words": topic.own_words.replace(" ", "、"),
    }
    notices.post(
        [
            Notice(
                key=f"surge:{topic.pk}:{topic.surged_at:%Y%m%d}:{duty}",
                topic=Told.SURGE,
                unit_id=centre_id(),
                duty=duty,
                subject=topic.pk,
                text=text[:300],
                created_at=now,
            )
            for duty in (Duty.DISPATCH, Duty.SUPERVISE)
        ]
    )
