"""`fenbo topics FILE`: what many wrote of at the same time and place, from a CSV of messages."""

import json
import re
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fenbo.core.clock import SHANGHAI
from fenbo.judgement import lessons
from fenbo.judgement.lessons import BadFile
from fenbo.judgement.topics import Message, Topic, Topics


class Command(BaseCommand):
    help = "Find hot topics in a CSV with id, title, received_at and text (user, for and against are used if there)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; may be .gz")
        parser.add_argument("--most", type=int, default=20, help="so many topics (20)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = lessons.read(options["file"], "id", "title", "received_at", "text")
        except BadFile as problem:
            raise CommandError(str(problem)) from None
        messages = sorted((_message(row, at) for at, row in enumerate(rows, 2)), key=lambda one: one.at)
        topics, slowest, start = Topics(), 0.0, time.perf_counter()
        topics.learn(messages)
        for message in messages:
            before = time.process_time()
            topics.place(message, is_known=True)
            slowest = max(slowest, time.process_time() - before)
        shown = [_told(topic) for topic in topics.hottest(max(1, options["most"]))]
        told = {
            "messages": len(messages),
            "seconds": round(time.perf_counter() - start, 2),
            "slowest_milliseconds": round(1000 * slowest, 2),
            "topics": shown,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for topic in shown:
            self.stdout.write(f"{topic['size']:4} {topic['from'][:10]} {topic['to'][:10]} {topic['title']}")


def _message(row: dict[str, str], line: int) -> Message:
    votes = [row.get(name) or "0" for name in ("for", "against")]
    try:
        at = _moment(row["received_at"])
        return Message(
            row["id"],
            row["title"],
            row["text"],
            at,
            row.get("user") or "",
            sum(max(0, int(v)) for v in votes),
        )
    except ValueError as problem:
        raise CommandError(f"row {line}: {problem}") from None


def _moment(text: str) -> datetime:
    """`2019/7/3 8:01:02` and ISO 8601, of the time in Shanghai unless it says otherwise."""
    numbers = re.fullmatch(
        r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?", text.strip()
    )
    if numbers:
        year, month, day, hour, minute, second = (int(one or 0) for one in numbers.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    read = datetime.fromisoformat(text.strip())
    return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)


def _told(topic: Topic) -> dict[str, Any]:
    surge = topic.surge()
    return {
        "key": topic.key,
        "title": topic.title(),
        "place": topic.place(),
        "from": topic.begun.isoformat(),
        "to": topic.last.isoformat(),
        "size": topic.size,
        "messages": [message.key for message in topic.messages],
        "heat": round(topic.heat, 2),
        "words": topic.own_words(),
        "surge": surge and {"at": surge[0].isoformat(), "in_a_week": surge[1], "usual": surge[2]},
    }
