"""Asking for a report, making it, and letting it go after a week."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id, sees_all_cases
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import MissingDuty, OutOfScope
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.recording import compose
from fenbo.journal import operations as journal
from fenbo.notices import operations as notices
from fenbo.notices import sending, wishes
from fenbo.notices.models import Notice
from fenbo.notices.operations import Telling
from fenbo.notices.texts import Text
from fenbo.notices.topics import Topic
from fenbo.reporting.briefing.operations import stretch
from fenbo.reporting.models import Edition, Every, Form, Report, Run, RunState
from fenbo.reporting.reports import summaries, writing
from fenbo.reporting.selection import Selection, selected

log = logging.getLogger(__name__)
KEPT = timedelta(days=7)
# The moves of a run on its chain in the journal.
ASKED, MADE, TAKEN = "export_ask", "export_make", "export_take"
MAKERS = (Duty.LEAD, Duty.SUPERVISE, Duty.DISPATCH)


def ask(
    *, selection: Selection, form: Form, actor: Actor, now: datetime, report: Report | None = None
) -> Run:
    """Let a job make the file; it is on record from here on who asked for what."""
    staff_id = _require(actor)
    with transaction.atomic():
        run = Run(report=report, selection=selection.as_json(), form=form, asked_by_id=staff_id, asked_at=now)
        event = compose(
            run, ASKED, actor=actor, at=now, facts={"form": form.value, "selection": run.selection}
        )
        run.save(force_insert=True)
        journal.append([event], now=now)
        _enqueue(run)
    return run


def _enqueue(run: Run) -> None:
    from fenbo.reporting.jobs import export

    export.defer(run_id=str(run.pk))


def _require(actor: Actor) -> int:
    """Returns whose account it is."""
    if actor.staff_id is None or not sees_all_cases(actor) or not any(actor.has(duty) for duty in MAKERS):
        raise MissingDuty
    return actor.staff_id


def keep(
    *, name: str, selection: Selection, form: Form, every: Every, to: Duty, actor: Actor, now: datetime
) -> Report:
    """Save a selection under a name; with a schedule it is made by itself, over the last whole days each time."""
    staff_id = _require(actor)
    name = wanted(name, field="name", most=80)
    kept = selection.as_json()
    return Report.objects.create(
        name=name, selection=kept, form=form, every=every, to=to, owner_id=staff_id, made_at=now
    )


def drop(*, report_id: UUID, actor: Actor, now: datetime) -> None:
    """It is made no more; its runs stay on record."""
    _require(actor)
    if not Report.objects.filter(pk=report_id, dropped_at=None).update(dropped_at=now):
        raise OutOfScope


def make_due(*, now: datetime) -> list[Run]:
    """Ask for every report whose day this is, in the name of its owner while they may; once for its days."""
    today = now.astimezone(SHANGHAI).date()
    asked = []
    for report in Report.objects.filter(dropped_at=None).exclude(every=Every.NEVER).select_related("owner"):
        if not _is_due(Every(report.every), today):
            continue
        since, until = stretch(Edition(report.every), today)
        kept = {**report.selection, "since": since.isoformat(), "until": until.isoformat()}
        actor = of_staff(report.owner, now)
        try:
            with transaction.atomic():
                asked.append(
                    ask(
                        selection=Selection.from_json(kept),
                        form=Form(report.form),
                        actor=actor,
                        now=now,
                        report=report,
                    )
                )
        except (IntegrityError, MissingDuty) as problem:
            log.info("report %s: %s", report.pk, type(problem).__name__)
    return asked


def _is_due(every: Every, today: date) -> bool:
    return {Every.DAY: True, Every.WEEK: today.isoweekday() == 1, Every.MONTH: today.day == 1}.get(
        every, False
    )


def make(*, run_id: UUID, clock: Callable[[], datetime]) -> Run:
    """Write the file, telling how far it is; what the asker may no longer see is not written."""
    run = Run.objects.select_related("asked_by", "report").get(pk=run_id)
    if run.state not in (RunState.WAITING, RunState.WORKING):
        return run
    now = clock()
    actor = of_staff(run.asked_by, now)
    try:
        _require(actor)
        _write(run, actor, now)
    except MissingDuty:
        return _fail(run, _("导出人已经没有权限。"), clock())
    except TooMany:
        return _fail(run, _("超过一张表能装的行数，请改用 CSV 或缩小范围。"), clock())
    except Exception as problem:
        log.exception("report %s", run.pk)
        _fail(run, type(problem).__name__, clock())
        raise
    return _end(run, actor, clock())


class TooMany(Exception):
    """More rows than a sheet has."""


def file_of(run: Run) -> Path:
    ending = "csv" if run.form == Form.CSV else "xlsx"
    folder: Path = settings.VAR / "reports"
    return folder / f"{run.pk}.{ending}"


def watermark(run: Run) -> str:
    """Whose copy it is: stands in the file and on every printed page."""
    at = f"{run.asked_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    about = {"who": run.asked_by.full_name or run.asked_by.username, "at": at, "key": str(run.pk)[-12:]}
    return _("分拨 · 仅供工作使用 · %(who)s · %(at)s · %(key)s") % about


def _write(run: Run, actor: Actor, now: datetime) -> None:
    cases = selected(actor, Selection.from_json(run.selection), now)
    path = file_of(run)
    grown = writing.aside(path)
    if run.form in (Form.SUMMARY, Form.PUBLIC):
        tables = summaries.tables(cases.select_related(None).defer(None), public=run.form == Form.PUBLIC)
        _tell(run, state=RunState.WORKING)
        run.done = writing.write_summary(grown, watermark(run), tables)
        run.total = run.done
    else:
        run.total = cases.count()
        if run.form == Form.XLSX and run.total > writing.MOST_ROWS:
            raise TooMany
        _tell(run, state=RunState.WORKING, total=run.total)
        write = writing.write_csv if run.form == Form.CSV else writing.write_xlsx
        ordered = cases.select_related(None).defer(None).order_by("received_at", "pk")
        run.done = write(grown, watermark(run), writing.rows(ordered), lambda done: _tell(run, done=done))
    run.size = writing.finish(grown, path)


def _tell(run: Run, **values: Any) -> None:
    Run.objects.filter(pk=run.pk).update(**values)


@transaction.atomic
def _end(run: Run, actor: Actor, now: datetime) -> Run:
    run.state, run.ended_at = RunState.DONE, now
    event = compose(run, MADE, actor=actor, at=now, facts={"rows": run.done, "form": run.form})
    run.save()
    journal.append([event], now=now)
    if run.report is not None:
        notices.post([_notice(run, run.report, now)])
        _send(run, run.report, now)
    return run


def _send(run: Run, report: Report, now: datetime) -> None:
    """Tell those it is for also where they have digests sent: that it is there, never what is in it."""
    by = sending.connected(Text.REPORT)
    people = wishes.holding((centre_id(), Duty(report.to)), now.astimezone(SHANGHAI).date(), by) if by else []
    values = {"name": report.name, "days": _days(run), "site": settings.SITE_URL}
    notices.tell_each(
        [
            Telling(f"report:{run.pk}:{one.staff_id}", Text.REPORT, one.reaches, values, run.pk)
            for one in people
        ],
        now=now,
    )


def _days(run: Run) -> str:
    since, until = (run.selection.get(name) or "" for name in ("since", "until"))
    return since if since == until else f"{since} – {until}"


def _notice(run: Run, report: Report, now: datetime) -> Notice:
    return Notice(
        key=f"report:{run.pk}",
        topic=Topic.REPORT_READY,
        unit_id=centre_id(),
        duty=report.to,
        subject=run.pk,
        text=report.name,
        created_at=now,
    )


def _fail(run: Run, problem: str, now: datetime) -> Run:
    run.state, run.problem, run.ended_at = RunState.FAILED, problem, now
    run.save(update_fields=["state", "problem", "ended_at"])
    return run


@transaction.atomic
def take(*, run_id: UUID, actor: Actor, now: datetime) -> tuple[Run, Path]:
    """Whoever takes the file is on record too; raises OutOfScope for what is not there."""
    _require(actor)
    run = Run.objects.select_for_update(of=("self",)).filter(pk=run_id, state=RunState.DONE).first()
    if run is None or not file_of(run).exists():
        raise OutOfScope
    event = compose(run, TAKEN, actor=actor, at=now, facts={})
    run.save(update_fields=["version", "chain"])
    journal.append([event], now=now)
    return run, file_of(run)


def sweep(*, now: datetime) -> int:
    """Delete the files that are older than a week; returns how many."""
    old = Run.objects.filter(state=RunState.DONE, ended_at__lt=now - KEPT)
    for run in old:
        file_of(run).unlink(missing_ok=True)
    return old.update(state=RunState.EXPIRED)


def runs() -> QuerySet[Run]:
    """All of them, the newest first."""
    return Run.objects.select_related("report", "asked_by").order_by("-asked_at", "-id")


def reports() -> QuerySet[Report]:
    """Those that are in use, by name."""
    return Report.objects.filter(dropped_at=None).select_related("owner").order_by("name", "id")


def runs_among(keys: Iterable[UUID]) -> dict[UUID, Run]:
    """Those of the keys that are runs; one query."""
    return {run.pk: run for run in Run.objects.filter(pk__in=list(keys))}
