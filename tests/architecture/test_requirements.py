"""What the product imports is among its own requirements: a tool that only tests install must not be missed."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from config.places import BASE_DIR
from tests.ground.test_tracked_files import tracked

OURS = {"fenbo", "config"}
# Django's own lower half, documented as part of it.
OF_DJANGO = {"asgiref"}
PRODUCT = [name for name in tracked("*.py") if name.startswith(("fenbo/", "config/"))]


def imported(name: str) -> set[str]:
    """The first parts of everything imported, at the top of the file or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((BASE_DIR / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - OURS - OF_DJANGO - set(sys.stdlib_module_names)


def plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.fixture(scope="module")
def wanted() -> set[str]:
    """The packages that `make demo` asks for itself, not those that these happen to bring along."""
    lines = (BASE_DIR / "requirements/base.in").read_text(encoding="utf-8").splitlines()
    return {plain(re.split(r"[\[<>=; ]", line)[0]) for line in lines if line}


def test_every_import_of_the_product_is_required_by_it(wanted: set[str]) -> None:
    sources = packages_distributions()
    missing = {
        (name, module)
        for name in PRODUCT
        for module in imported(name)
        if not wanted & {plain(source) for source in sources.get(module, ())}
    }
    assert missing == set()
