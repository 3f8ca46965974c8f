"""The three cases of the founding report, played exactly as they were told."""

import tomllib
from datetime import datetime
from typing import Any

from fenbo.replay.script.drafts import Draft
from fenbo.replay.script.model import BEGINS, Act, Channel, Kind, RequesterScript, Step, Story, Urgency
from fenbo.replay.script.speaker import Said
from fenbo.replay.script.texts import TEXTS, Topic, topics


def told_cases() -> list[Draft]:
    """In the order in which they came in; their indexes are given by the month."""
    rows = tomllib.loads((TEXTS / "told.toml").read_text(encoding="utf-8"))["case"]
    return sorted((_draft(row) for row in rows), key=lambda draft: draft.received_at)


def _draft(row: dict[str, Any]) -> Draft:
    steps = [_step(step) for step in row["steps"]]
    settled = next(at for at, step in enumerate(steps, start=1) if step.settles)
    lead = next(step.to for step in steps if step.to)
    return Draft(
        index=-1,
        received_at=_instant(row["received_at"]),
        channel=Channel(row["channel"]),
        kind=Kind(row["kind"]),
        urgency=Urgency.ORDINARY,
        said=Said(row["title"], row["content"], row["wish"]),
        category=row["category"],
        region=row["region"],
        place=row["place"],
        group=lead if lead.startswith("group-") else "",
        requester=RequesterScript(**row["requester"]),
        story=Story.TOLD,
        rounds=[steps[:settled]],
        after=steps[settled:],
        topic=_topic(row["category"]),
        told=row["told"],
    )


def _topic(category: str) -> Topic:
    """What others ask who have the same question."""
    return next(topic for topic in topics() if topic.category == category)


def _step(row: dict[str, Any]) -> Step:
    return Step(**{**row, "at": _instant(row["at"]), "act": Act(row["act"])})


def _instant(told: datetime) -> datetime:
    return told.replace(tzinfo=BEGINS.tzinfo)
