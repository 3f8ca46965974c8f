"""The embedded PostgreSQL, with real servers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import embedded


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    data = tmp_path_factory.mktemp("embedded") / "postgres"
    yield data
    embedded.stop(data)


def shown(address: str, name: str) -> str:
    with psycopg.connect(address) as connection:
        row = connection.execute(f"show {name}").fetchone()
    assert row is not None
    return str(row[0])


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def test_starts_on_first_use_and_is_found_again(cluster: Path) -> None:
    assert not embedded.running(cluster)
    address = embedded.start(cluster)
    first = postmaster(cluster)
    assert embedded.running(cluster)
    assert embedded.start(cluster) == address
    assert postmaster(cluster) == first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server_encoding", "UTF8"),
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("shared_preload_libraries", "pg_prewarm"),
        ("TimeZone", "UTC"),
        ("log_min_error_statement", "panic"),
    ],
)
def test_is_tuned_durable_and_closed_to_the_network(cluster: Path, name: str, value: str) -> None:
    assert shown(embedded.start(cluster), name) == value


@pytest.mark.parametrize(
    ("limit", "buffers"), [(2**29, "128MB"), (2**32, "512MB"), (2**40, "4096MB"), (None, "2048MB")]
)
def test_takes_its_share_of_what_memory_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None, buffers: str
) -> None:
    """Of the machine's, or of the container's where that has less."""
    pages = {
        "SC_PAGE_SIZE": 4096,
        "SC_PHYS_PAGES": (2**34 if limit is None or limit < 2**34 else 2**40) // 4096,
    }
    (tmp_path / "memory.max").write_text("max\n" if limit is None else f"{limit}\n")
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    monkeypatch.setattr(embedded, "LIMITS", (str(tmp_path / "memory.max"), str(tmp_path / "none")))

    assert embedded._memory()["shared_buffers"] == buffers


def test_cuts_chinese_into_trigrams(cluster: Path) -> None:
    with psycopg.connect(embedded.start(cluster)) as connection:
        connection.execute("create extension pg_trgm")
        row = connection.execute("select array_length(show_trgm('诉求人'), 1)").fetchone()
    assert row == (4,)


def test_only_its_own_user_may_enter_its_folder(cluster: Path) -> None:
    embedded.start(cluster)
    assert cluster.stat().st_mode & 0o777 == 0o700


def test_comes_back_after_being_killed(cluster: Path) -> None:
    address = embedded.start(cluster)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create table kept as select 42 as answer")
    os.kill(postmaster(cluster), signal.SIGKILL)
    while embedded.running(cluster):
        time.sleep(0.02)
    with psycopg.connect(embedded.start(cluster)) as connection:
        row = connection.execute("select answer from kept").fetchone()
    assert row == (42,)


def test_many_first_users_start_one_server(cluster: Path) -> None:
    embedded.stop(cluster)
    addresses: list[str] = []
    threads = [threading.Thread(target=lambda: addresses.append(embedded.start(cluster))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(addresses) == 4
    assert len(set(addresses)) == 1


def test_a_lock_file_of_a_stranger_is_no_obstacle(cluster: Path) -> None:
    """After a power cut another program may have got the number that the lock file names."""
    embedded.start(cluster)
    lock = (cluster / "postmaster.pid").read_text()
    embedded.stop(cluster)
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (cluster / "postmaster.pid").write_text(lock.replace(lock.split()[0], str(stranger.pid), 1))
        embedded.start(cluster)
        assert postmaster(cluster) != stranger.pid
    finally:
        stranger.communicate(b"\n")


def test_stopping_tells_whether_there_was_something_to_stop(cluster: Path) -> None:
    embedded.start(cluster)
    assert embedded.stop(cluster)
    assert not embedded.running(cluster)
    assert not embedded.stop(cluster)


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 25) / "postgres"
    try:
        address = embedded.start(data)
        assert address.endswith(f"host={embedded._socket_directory(data)}")
        assert shown(address, "server_encoding") == "UTF8"
    finally:
        embedded.stop(data)
        embedded._socket_directory(data).rmdir()


def test_a_server_that_cannot_start_names_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "postgres"
    embedded.start(data)
    embedded.stop(data)
    monkeypatch.setattr(embedded, "ATTEMPTS", 1)
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("no_such_setting = 1\n")
    with pytest.raises(embedded.CannotStart, match="log"):
        embedded.start(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its folders")
def test_root_opens_the_folders_above_for_passing_only(tmp_path: Path) -> None:
    above = tmp_path / "closed"
    above.mkdir(mode=0o700)
    embedded._lend_to_system_user(above / "postgres")
    assert above.stat().st_mode & 0o777 == 0o701
