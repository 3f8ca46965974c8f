"""Whether a past is being played back into this database right now.

Cases that are played stand between two steps of long ago. To whoever looks at the clock on the wall they would all be
overdue, so what acts by itself waits until the play is over.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections

# Any constant: it only has to be the same for everybody.
LOCK = 0x91A7


class AlreadyPlaying(Exception):
    """Somebody else plays into this database."""


@contextmanager
def held() -> Iterator[None]:
    """Play alone; whoever asks `going_on` hears of it until this ends, also when the process dies."""
    # A connection of its own, outside the pool: when it closes, the lock is gone, whatever became of the caller's.
    mine = connections[DEFAULT_DB_ALIAS].copy()
    mine.settings_dict["OPTIONS"]["pool"] = False
    try:
        with mine.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise AlreadyPlaying
        yield
    finally:
        # A connection that is gone has let go of the lock already; one that only closes does so a little later.
        with suppress(DatabaseError, InterfaceError), mine.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        mine.close()


def going_on() -> bool:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))""",
            [LOCK],
        )
        return bool(cursor.fetchone()[0])
