"""A job that a worker had begun when it died is done by another one; what is done is not kept for ever."""

from datetime import timedelta

import pytest
from django.db import connection

from fenbo.core.clock import now
from fenbo.core.jobs import let_go, take_up_again
from fenbo.journal.jobs import consume, seal
from tests import loops

pytestmark = pytest.mark.django_db(transaction=True)


def worker(*, silent: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [now() - timedelta(seconds=silent)],
        )
        return int(cursor.fetchone()[0])


def begun(job_id: int, by: int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [by, job_id]
        )
    return job_id


def status(job_id: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        row = cursor.fetchone()
    return row and str(row[0])


def reaction() -> int:
    return int(consume.defer(consumer="dispatch.advise", event_id=1))


def sealing() -> int:
    return int(seal.configure().defer(timestamp=0))


def test_what_a_silent_or_vanished_worker_had_begun_waits_again() -> None:
    silent, vanished = begun(reaction(), worker(silent=60)), begun(reaction(), None)
    assert loops.run(take_up_again.func(0)) == 2
    assert (status(silent), status(vanished)) == ("todo", "todo")
    assert loops.run(take_up_again.func(0)) == 0


def test_what_a_living_worker_does_is_left_to_it() -> None:
    job = begun(reaction(), worker(silent=5))
    assert loops.run(take_up_again.func(0)) == 0
    assert status(job) == "doing"


def test_of_a_job_that_may_wait_once_the_one_that_waits_is_enough() -> None:
    dead = begun(sealing(), None)
    waiting = sealing()
    other = begun(reaction(), None)
    assert loops.run(take_up_again.func(0)) == 2
    assert (status(dead), status(waiting), status(other)) == ("failed", "todo", "todo")


def test_after_a_week_only_what_failed_is_still_known() -> None:
    jobs = {name: reaction() for name in ("succeeded", "failed", "todo")}
    with connection.cursor() as cursor:
        for name, job in jobs.items():
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [name, job])
        cursor.execute("UPDATE procrastinate_events SET at = %s", [now() - timedelta(days=8)])
    fresh = reaction()
    begun(fresh, None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [fresh])
    loops.run(let_go.func(0))
    assert {name: status(job) for name, job in jobs.items()} == {
        "succeeded": None,
        "failed": "failed",
        "todo": "todo",
    }
    assert status(fresh) == "succeeded"
