"""The `fenbo` command: four words of its own, and Django's management commands under the same name."""

import argparse
import os
import sys

OWN_WORDS = """\
  fenbo run            serve: web, live streams, jobs, and the embedded database
  fenbo demo           the same with sample units, accounts and requests
  fenbo stop           stop a running Fenbo and its embedded database
  fenbo wipe [--yes]   stop, and delete all its data
  fenbo COMMAND …      any management command:
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    word = sys.argv[1] if len(sys.argv) > 1 else "help"
    if word in ("run", "demo", "stop", "wipe"):
        sys.exit(_own(sys.argv[1:]))
    if word in ("help", "--help", "-h") and len(sys.argv) <= 2:
        print(OWN_WORDS, flush=True)
    if word == "verify-export":
        sys.argv[1] = "verify_export"
    if failed := _manage():
        sys.exit(failed)


def _manage() -> int:
    """A management command; a database that is not there or has no tables yet is said in one sentence."""
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError
    from psycopg.errors import UndefinedTable

    try:
        execute_from_command_line(sys.argv)
    except ProgrammingError as problem:
        if not isinstance(problem.__cause__, UndefinedTable):
            raise
        print("The database has no tables yet, or old ones: run `fenbo migrate` first.", file=sys.stderr)
        return 1
    except OperationalError as problem:
        print(f"The database does not answer: {problem}", file=sys.stderr)
        return 1
    return 0


def _own(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="fenbo", usage=OWN_WORDS)
    parser.add_argument("word", choices=["run", "demo", "stop", "wipe"])
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    if options.word in ("run", "demo"):
        return _serve(demo=options.word == "demo")
    return _stop() if options.word == "stop" else _wipe(yes=options.yes)


def _serve(*, demo: bool) -> int:
    from config import embedded, locking, serving

    try:
        serving.serve(demo=demo)
    except (locking.AlreadyRunning, embedded.CannotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    except serving.NotReady:
        return 1
    return 0


def _stop() -> int:
    from config import wiping

    print("stopped: " + (", ".join(wiping.stop()) or "nothing was running"))
    return 0


def _wipe(*, yes: bool) -> int:
    from config import wiping
    from config.places import VAR

    if not yes and not _confirmed(f"Delete all data in {VAR}? Type yes: "):
        print("Nothing was deleted.")
        return 1
    for path in wiping.wipe():
        print(f"deleted {path}")
    return 0


def _confirmed(question: str) -> bool:
    try:
        return input(question).strip().lower() == "yes"
    except EOFError:
        return False


if __name__ == "__main__":
    main()
