"""`fenbo replies FILE`: what replies lack, and whether the check tells a request's own reply from another one's."""

import json
import random
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from scipy.stats import rankdata

from fenbo.judgement import lessons
from fenbo.judgement.lessons import BadFile
from fenbo.judgement.replies import Checked, Lack, check

COLUMNS = ("title", "text", "reply")


class Command(BaseCommand):
    help = "Check the replies in a CSV with title, text and reply; then each against another one's request, by dice."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; may be .gz")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = lessons.read(options["file"], *COLUMNS)
        except BadFile as problem:
            raise CommandError(str(problem)) from None
        if len(rows) < 2:
            raise CommandError("two rows are needed at least")
        start = time.process_time()
        own = [check(row["title"], row["text"], row["reply"]) for row in rows]
        seconds = time.process_time() - start
        others = [row["reply"] for row in rows]
        random.Random(0).shuffle(others)
        strange = [check(row["title"], row["text"], reply) for row, reply in zip(rows, others, strict=True)]
        told = {
            "replies": len(rows),
            "milliseconds": round(1000 * seconds / len(rows), 2),
            "lacking": _shares(own),
            "lacking_of_another": _shares(strange),
            "own_scores_higher": round(_above(own, strange), 3),
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for name, value in told.items():
                self.stdout.write(f"{name:20} {value}")


def _shares(checked: Sequence[Checked]) -> dict[str, float]:
    counts = Counter(lack for one in checked for lack in one.lacks)
    return {lack.value: round(counts[lack] / len(checked), 3) for lack in Lack if lack != Lack.PRIVATE}


def _above(own: Sequence[Checked], strange: Sequence[Checked]) -> float:
    """How often a reply of its own has a higher score than one of another; half of a draw counts (area under ROC)."""
    ranks = rankdata([one.score for one in (*own, *strange)])
    return float((ranks[: len(own)].sum() - len(own) * (len(own) + 1) / 2) / (len(own) * len(strange)))
