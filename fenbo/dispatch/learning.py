"""A model learnt from the centre's own decisions: tried on the newest of them, and in place only if it is not worse."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.queries import categories
from fenbo.core.lapsing import Lapsing
from fenbo.directory.actors import Actor
from fenbo.dispatch.models import Learnt, Switch
from fenbo.judgement import cold, measuring
from fenbo.judgement.model import CannotLearn, Model, NoModel, Told, load, save, train

logger = logging.getLogger(__name__)
FOLDER = settings.VAR / "judgement"
# Fewer say nothing; more make a night too short. The newest are taken.
FEWEST, MOST = 60, 30_000
# The newest fifth is told by a model of the older ones: subjects change with time.
HELD_OUT = 5
# What was never dispatched was never decided on.
UNDECIDED = (
    CaseState.DRAFT,
    CaseState.RECEIVED,
    CaseState.INFO_WANTED,
    CaseState.WITHDRAWN,
    CaseState.MERGED,
)
# Nobody has confirmed anything of what was begun without decisions: never so sure that a case goes out by itself.
UNCONFIRMED = (Switch.LEAST - 1) / 100
Progress = Callable[[str], None]


class Lesson(NamedTuple):
    text: str
    category: str
    at: datetime


def lessons() -> list[Lesson]:
    """What the centre decided last of each case, oldest first; nothing of cases whose requester is to stay unknown."""
    return _texts(Case.objects.filter(category__parent__isnull=False).exclude(state__in=UNDECIDED))


def _texts(rows: QuerySet[Case]) -> list[Lesson]:
    rows = rows.filter(is_confidential=False, received_at__isnull=False).exclude(kind=Kind.REPORT)
    found = rows.order_by("-received_at", "-id").values_list(
        "title", "content", "category_id", "received_at"
    )[:MOST]
    return [
        Lesson(f"{title} {content}", str(category), at)
        for title, content, category, at in reversed(found)
        if at is not None
    ]


def learn(*, actor: Actor, now: datetime, progress: Progress = lambda step: None) -> Learnt:
    """Learn anew. What is worse than the one in place is only kept.

    While there are too few decisions a model is begun without them. CannotLearn where there is too little for that too.
    """
    known = lessons()
    if len(known) < FEWEST:
        progress(f"{len(known)} decided cases, {FEWEST} are needed")
        return _begin(actor=actor, now=now, progress=progress)
    cut = len(known) - len(known) // HELD_OUT
    progress(f"{len(known)} decided cases")
    trial = _train(known[:cut])
    figures, former = _measured(trial, known[cut:]), None
    progress(f"macro-F1 {figures['macro_f1']:.3f} on the newest {len(known) - cut}")
    if (kept := in_place()) is not None:
        former = _measured(kept, known[cut:])
        progress(f"the one in place: {former['macro_f1']:.3f}")
    learnt = _kept(_train(known), known, now, lessons=len(known), figures=figures, former=former)
    if former is None or figures["macro_f1"] >= former["macro_f1"]:
        put_in_place(learnt_id=learnt.pk, actor=actor, now=now)
        learnt.refresh_from_db()
    return learnt


def _begin(*, actor: Actor, now: datetime, progress: Progress) -> Learnt:
    """From the names of the subjects and what was received. It takes the place of its like only."""
    texts = _texts(Case.objects.exclude(state__in=(CaseState.DRAFT, CaseState.WITHDRAWN)))
    if len(texts) < cold.FEWEST:
        message = f"too few decisions ({FEWEST} are needed), and {len(texts)} cases: without decisions {cold.FEWEST} are"
        raise CannotLearn(message)
    names: dict[str, list[str]] = {}
    for one in categories():
        if one.parent is not None:
            names[one.pk] = [one.name, one.parent.name]
    model = cold.learn([one.text for one in texts], names, card={"begun": True})
    progress(f"begun from {len(names)} names and {len(texts)} texts")
    learnt = _kept(model, texts, now, lessons=0, figures={"texts": len(texts)}, former=None)
    if not Learnt.objects.filter(is_in_place=True, lessons__gt=0).exists():
        put_in_place(learnt_id=learnt.pk, actor=actor, now=now)
        learnt.refresh_from_db()
    return learnt


def _kept(model: Model, of: Sequence[Lesson], now: datetime, **about: Any) -> Learnt:
    name = f"learnt-{now:%Y%m%d%H%M%S%f}.npz"
    save(model, FOLDER / name)
    digest = _digest(FOLDER / name)
    return Learnt.objects.create(
        made_at=now, since=of[0].at, until=of[-1].at, file=name, digest=digest, **about
    )


def _train(known: Sequence[Lesson]) -> Model:
    return train([one.text for one in known], [one.category for one in known], card={"lessons": len(known)})


def _measured(model: Model, known: Sequence[Lesson]) -> dict[str, float]:
    return measuring.measure(model, [one.text for one in known], [one.category for one in known]).told()


@transaction.atomic
def put_in_place(*, learnt_id: int, actor: Actor, now: datetime) -> Learnt:
    """From now on this one is asked, a former one too. NoModel where its file is gone or is another one."""
    # One after the other, so that never two are in place.
    rows = {row.pk: row for row in Learnt.objects.select_for_update().order_by("pk")}
    if learnt_id not in rows:
        raise NoModel(f"there is no model {learnt_id}")
    chosen = rows[learnt_id]
    _loaded(chosen)
    Learnt.objects.filter(is_in_place=True).update(is_in_place=False)
    chosen.is_in_place, chosen.placed_at, chosen.placed_by = True, now, actor.name
    chosen.save(update_fields=["is_in_place", "placed_at", "placed_by"])
    transaction.on_commit(in_place.forget)
    in_place.forget()
    return chosen


def _loaded(learnt: Learnt) -> Model:
    path = FOLDER / learnt.file
    if not path.exists() or _digest(path) != learnt.digest:
        raise NoModel(f"the file of model {learnt.pk} is gone or is another one")
    return load(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _in_place() -> Model | None:
    learnt = Learnt.objects.filter(is_in_place=True).first()
    if learnt is None:
        return None
    try:
        return _loaded(learnt)
    except NoModel as problem:
        logger.error("no advice from what was learnt: %s", problem)
        return None


# Each process follows within minutes when another model was put in place.
in_place = Lapsing(_in_place, seconds=300)


def tell(text: str, most: int = 3) -> list[Told]:
    """The likeliest subjects with their probabilities; nothing before there is a model."""
    model = in_place()
    if model is None:
        return []
    told = model.tell(text, most)
    if model.card.get("begun"):
        return [replace(one, probability=min(one.probability, UNCONFIRMED)) for one in told]
    return told
