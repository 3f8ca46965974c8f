"""A file without a row is removed, but never one whose row may still come."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from fenbo.core.ids import new_id
from fenbo.files import storage
from fenbo.files.jobs import sweep as sweep_job
from fenbo.files.operations import attach, sweep
from fenbo.files.queries import attachments_of
from tests.files.makers import picture, upload

pytestmark = pytest.mark.django_db


def age(path: Path, days: float) -> None:
    then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_whose_transaction_failed_is_removed_after_a_day(folder: Path) -> None:
    owner = new_id()
    with transaction.atomic():
        attach(owner=owner, upload=upload(picture(), "a.jpg"), actor_name="诉求人", now=datetime.now(UTC))
        transaction.set_rollback(True)
    assert not attachments_of(owner).exists()
    assert sweep(now=datetime.now(UTC)) == 0
    age(files_in(folder)[0], 2)
    assert sweep(now=datetime.now(UTC)) == 1
    assert files_in(folder) == []


def test_a_kept_file_stays_however_old(folder: Path) -> None:
    kept = attach(
        owner=new_id(), upload=upload(picture(), "a.jpg"), actor_name="诉求人", now=datetime.now(UTC)
    )
    age(storage.place(kept.stored_name), 900)
    assert sweep(now=datetime.now(UTC)) == 0
    assert len(files_in(folder)) == 1


def test_what_was_half_written_goes_too(folder: Path) -> None:
    half = folder / "aa" / "bb" / "x.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"x")
    age(half, 2)
    assert sweep_job(0) == 1
    assert not half.exists()


def test_sweeping_before_anything_was_kept_does_nothing() -> None:
    assert sweep(now=datetime.now(UTC)) == 0
