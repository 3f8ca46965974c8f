"""Several at once: each on a connection of its own, let go at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

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


def refused(outcomes: list[object]) -> list[Refused]:
    return [one for one in outcomes if isinstance(one, Refused)]
