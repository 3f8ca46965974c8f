"""Forget everything this installation made. Nothing else is touched, and no database given by address."""

import shutil
from pathlib import Path

from config import embedded, locking
from config.places import CLUSTER, VAR

# Tests and benchmarks keep installations of their own inside.
CLUSTERS_ASIDE = ("test", "bench")
# Only names that this program makes, so that a mistaken FENBO_VAR costs nobody a home folder.
OURS = (
    "postgres",
    "secrets",
    "static",
    "files",
    "record",
    "reports",
    "shots",
    "mail",
    *CLUSTERS_ASIDE,
    "telephone",
    "telephone.log",
    "replay.log",
    "running.lock",
    ".postgres.lock",
)


def stop() -> list[str]:
    """Stop the processes and the embedded database; returns what was stopped."""
    stopped = ["Fenbo"] if locking.stop_holder() else []
    return [*stopped, "PostgreSQL"] if embedded.stop(CLUSTER) else stopped


def wipe() -> list[Path]:
    """Stop, then remove the data; returns what was removed."""
    stop()
    for name in CLUSTERS_ASIDE:
        embedded.stop(VAR / name / "postgres")
    removed = [path for name in OURS if (path := VAR / name).exists()]
    for path in removed:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return removed
