import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from fenbo.core.clock import now
from fenbo.importing import mapping, operations, report, verification
from fenbo.importing.operations import Checked, Progress, Stopped
from fenbo.importing.tables import Unreadable

SHOWN = 10


class Command(BaseCommand):
    help = "Take past cases in from a .csv, .csv.gz or .xlsx file (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only check every row")
        parser.add_argument("--mapping", type=Path, help="a TOML file that explains columns and words")
        parser.add_argument("--resume", action="store_true", help="refuse unless this file was begun before")
        parser.add_argument("--skip-bad", action="store_true", help="leave bad rows out instead of stopping")
        parser.add_argument(
            "--report", type=Path, help="where to write the bad rows (default: beside the data)"
        )
        parser.add_argument("--verify", action="store_true", help="look for every row in the public search")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            rules = mapping.load(options["mapping"]) if options["mapping"] else mapping.Rules()
            if options["verify"]:
                self._verify(file, rules)
            else:
                self._import(file, rules, options)
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem

    def _import(self, file: Path, rules: mapping.Rules, options: dict[str, Any]) -> None:
        batch = operations.begun(file)
        if options["resume"] and batch is None:
            raise CommandError("This file was never begun: leave --resume out.")
        if batch and not options["dry_run"]:
            self.stdout.write(f"going on: {batch.rows.count():,} rows of this file are in already")
        with _bar("checking") as progress:
            checked = operations.check(file, rules, now=now(), progress=progress)
        self.stdout.write(f"{checked.rows:,} rows, {len(checked.bad):,} bad")
        place = options["report"] or settings.MEDIA_ROOT.parent / "imports" / f"{file.name}.bad.csv"
        if checked.problems:
            self._tell(checked, place)
        if options["dry_run"] or (checked.bad and not options["skip_bad"]):
            if checked.bad:
                raise CommandError("Nothing was written. Mend the rows, or leave them out with --skip-bad.")
            self.stdout.write("dry run: nothing was written")
            return
        self._take(file, rules, checked, place, skip=options["skip_bad"])

    def _tell(self, checked: Checked, place: Path) -> None:
        report.write(place, checked.problems)
        writer = csv.writer(self.stderr, lineterminator="")
        for problem in checked.problems[:SHOWN]:
            writer.writerow([problem.row, problem.column, problem.value, problem.reason])
        self.stdout.write(f"every problem: {place}")

    def _take(self, file: Path, rules: mapping.Rules, checked: Checked, place: Path, *, skip: bool) -> None:
        try:
            with _bar("importing", checked.rows) as progress:
                done = operations.take(file, rules, checked, now=now(), skip_refused=skip, progress=progress)
        except KeyboardInterrupt:
            self.stderr.write("interrupted; every row taken so far is in. Run the same command to go on.")
            sys.exit(130)
        except Stopped as stopped:
            report.write(place, [stopped.problem])
            raise CommandError(
                f"{stopped}. The rows before it are in; run the same command to go on."
            ) from stopped
        if done.problems:
            report.write(place, [*checked.problems, *done.problems])
        self.stdout.write(
            f"imported {done.now:,}, in before {done.before:,}, left out {len(checked.bad) + len(done.problems):,}"
        )

    def _verify(self, file: Path, rules: mapping.Rules) -> None:
        with _bar("searching") as progress:
            found = verification.verify(file, rules, now=now(), progress=progress)
        for line in found.lines():
            self.stdout.write(line)
        if not found.holds:
            raise CommandError("The import does not hold.")


@contextmanager
def _bar(what: str, total: int | None = None) -> Iterator[Progress]:
    with tqdm(desc=what, total=total, unit=" rows", file=sys.stderr, mininterval=0.5) as bar:

        def step(done: int) -> None:
            bar.update(done)

        yield step
