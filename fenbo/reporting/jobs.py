"""Folding the figures, and comparing them with the journal every night."""

from uuid import UUID

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.reporting import cells, comparing
from fenbo.reporting.briefing import operations as briefing
from fenbo.reporting.reports import operations as reports


@app.periodic(cron="* * * * *")
@app.task(name="reporting.fold", queueing_lock="reporting.fold", pass_context=False)
def fold(timestamp: int) -> int:
    return cells.fold()


# Schedules are read in UTC: half past two in China.
@app.periodic(cron="30 18 * * *")
@app.task(name="reporting.compare", queueing_lock="reporting.compare", pass_context=False)
def compare(timestamp: int) -> int:
    return comparing.compare(now=clock.now())


# Schedules are read in UTC: eight in the morning in China.
@app.periodic(cron="0 0 * * *")
@app.task(name="reporting.brief", queueing_lock="reporting.brief", pass_context=False)
def brief(timestamp: int) -> int:
    return len(briefing.make_due(now=clock.now()))


@app.task(name="reporting.export")
def export(run_id: str) -> int:
    return reports.make(run_id=UUID(run_id), clock=clock.now).done


# Ten past eight in the morning in China.
@app.periodic(cron="10 0 * * *")
@app.task(name="reporting.schedule", queueing_lock="reporting.schedule", pass_context=False)
def schedule(timestamp: int) -> int:
    reports.sweep(now=clock.now())
    return len(reports.make_due(now=clock.now()))
