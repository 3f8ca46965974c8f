"""How often replies lacked what, and what came of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fenbo.judgement.replies import Lack
from fenbo.replycheck.models import LearntWeights, ReplyCheck, Verdict


@dataclass(frozen=True, slots=True)
class Use:
    """Of the replies that reviewers decided on: how many writers were told of this lack and mended it, how many had it
    still, and how many of these passed as they were, after an edit, or not."""

    lack: Lack | None
    mended: int
    had: int
    as_it_is: int
    edited: int
    sent_back: int


def use_of_checks(since: datetime, until: datetime) -> list[Use]:
    """One for each lack that occurred, the oftenest first, and last one for the replies that lacked nothing."""
    rows = list(
        ReplyCheck.objects.filter(judged_at__gte=since, judged_at__lt=until).values_list(
            "told", "lacks", "verdict"
        )
    )
    uses = [
        _use(
            lack,
            sum(lack in told and lack not in lacks for told, lacks, _verdict in rows),
            [verdict for _told, lacks, verdict in rows if lack in lacks],
        )
        for lack in Lack
    ]
    kept = sorted((use for use in uses if use.had or use.mended), key=lambda use: (-use.had, use.lack))
    without = [verdict for _told, lacks, verdict in rows if not lacks]
    return [*kept, _use(None, 0, without)] if rows else []


def _use(lack: Lack | None, mended: int, verdicts: Iterable[str]) -> Use:
    counts = Counter(verdicts)
    return Use(
        lack,
        mended,
        counts.total(),
        counts[Verdict.AS_IT_IS],
        counts[Verdict.EDITED],
        counts[Verdict.SENT_BACK],
    )


def weights_in_place() -> LearntWeights | None:
    return LearntWeights.objects.filter(is_in_place=True).order_by("-made_at").first()
