"""Rules of the house for every file: small files, small functions, names that say what is inside."""

import ast
from pathlib import Path

import pytest

from config.places import BASE_DIR
from tests.ground.test_tracked_files import tracked

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
# A table is read as a whole, and only looks like a function.
TABLES = {"_table"}
# They name the kind of paper; the operation scopes and locks it.
KINDS_OF_PAPER = {"fenbo/console/knowledge/collections.py", "fenbo/console/knowledge/policies.py"}
SOURCES = [
    name for name in tracked("*.py") if name.startswith(("fenbo/", "config/", "tests/", "benchmarks/"))
]
WRITTEN = [name for name in SOURCES if "/migrations/" not in name]
FACES = [name for name in WRITTEN if name.startswith(("fenbo/website/", "fenbo/console/"))]
SHEETS = [name for name in tracked("*.css", "*.js", "*.html") if name.startswith("fenbo/")]
ATTICS = {"utils", "util", "helpers", "helper", "misc", "common", "managers", "services"}


def text(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*WRITTEN, *SHEETS])
def test_a_file_is_short(name: str) -> None:
    assert len(text(name).splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("name", WRITTEN)
def test_a_function_is_short(name: str) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(text(name)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {
        node.name: lines(node)
        for node in functions
        if lines(node) > LONGEST_FUNCTION and node.name not in TABLES
    }
    assert long == {}


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_nothing_is_put_into_an_attic() -> None:
    assert [name for name in SOURCES if ATTICS & set(Path(name).with_suffix("").parts)] == []


def test_every_room_has_its_tests() -> None:
    rooms = {path.parent.name for path in (BASE_DIR / "fenbo").glob("*/apps.py")}
    silent = [room for room in sorted(rooms) if not list((BASE_DIR / "tests" / room).rglob("test_*.py"))]
    assert silent == []


def test_every_room_is_in_the_contract_of_imports() -> None:
    contract = text(".importlinter")
    rooms = {path.parent.name for path in (BASE_DIR / "fenbo").glob("*/apps.py")}
    assert [room for room in sorted(rooms) if f"fenbo.{room}" not in contract] == []


@pytest.mark.parametrize("name", [name for name in FACES if name not in KINDS_OF_PAPER])
def test_no_face_asks_the_tables_itself(name: str) -> None:
    """Reads go through a room's queries and its scope, so that a list and a page never differ in whom they show."""
    found = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text(name)))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert found == []


def test_one_migration_a_room_until_the_first_release() -> None:
    kept = {"journal": 3, "publication": 3, "reporting": 2}
    counts = {
        path.parent.name: len(list(path.glob("0*.py"))) for path in (BASE_DIR / "fenbo").glob("*/migrations")
    }
    assert {room: count for room, count in counts.items() if count != kept.get(room, 1)} == {}
