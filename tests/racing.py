"""Several at once: each on a connection of its own, let go at the same moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

from django.db import DEFAULT_DB_ALIAS, connection, connections

from fenbo.core.errors import Refused


def together(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or the refusal that it met; any other exception fails the test."""
    gate = Barrier(len(acts))
    failures: list[BaseException] = []
    outcomes: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=30)
            outcomes[index] = act()
        except Refused as refusal:
            outcomes[index] = refusal
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures, failures
    return outcomes


@contextmanager
def holding(lock: int) -> Iterator[None]:
    """Somebody else's session holds an advisory lock. Not of the pool, which would keep session and lock for later."""
    other = connections[DEFAULT_DB_ALIAS].copy()
    other.settings_dict["OPTIONS"]["pool"] = False
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
    finally:
        other.close()


def refused(outcomes: list[object]) -> list[Refused]:
    return [one for one in outcomes if isinstance(one, Refused)]
