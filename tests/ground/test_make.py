"""`make` is the first thing that a newcomer types."""

import re
import subprocess

import pytest

from config.places import BASE_DIR

TARGETS = ("demo", "run", "test", "check", "fix", "bench", "stop", "wipe", "lock")


def make(*arguments: str) -> str:
    done = subprocess.run(["make", *arguments], cwd=BASE_DIR, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_make_alone_explains_every_target(target: str) -> None:
    assert re.search(rf"^  make {target}\t\S", make(), re.MULTILINE)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_something_to_do(target: str) -> None:
    assert "$(" not in make("--dry-run", target)


def test_help_lists_nothing_else() -> None:
    assert tuple(re.findall(r"^  make (\w+)", make(), re.MULTILINE)) == TARGETS


def test_the_pipeline_runs_checks_and_tests_and_stops_at_the_first_failure() -> None:
    script = (BASE_DIR / ".ci" / "run").read_text()
    assert "set -euo pipefail" in script
    assert "make check test" in script
