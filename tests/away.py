"""The database away, as when its server restarts: real connections are cut, and none is let in."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from fenbo.console.live import conninfo


@contextmanager
def database_away(*, mended: bool = True) -> Iterator[None]:
    """Every connection is cut, and none is let in. Not `mended`, the pool finds out by itself what was cut."""
    name = connection.settings_dict["NAME"]
    admin = psycopg.conninfo.make_conninfo(conninfo(), dbname="postgres")
    with psycopg.connect(admin, autocommit=True) as door:
        door.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        door.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            door.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            # The test's own was cut as well, and so was what lies in the pool.
            connection.close()
            if mended:
                connection.pool.check()  # type: ignore[attr-defined]
