"""What the documents promise is there."""

import re
from pathlib import Path

import pytest

from config.places import BASE_DIR
from config.settings import SITE_IDENTITY
from tests.ground.test_tracked_files import tracked

READ = re.compile(r"""["'$({]((?:FENBO_[A-Z][A-Z_]*[A-Z])|DATABASE_URL)\b""")
CODE = [
    name
    for name in tracked()
    if name.startswith(("config/", "fenbo/", "tools/", "Makefile"))
    and name.endswith((".py", "Makefile", "browser"))
    # There a call has variables of its own.
    and not name.startswith("fenbo/hotline/switch/asterisk/")
]
DOCUMENTS = [name for name in tracked("*.md") if not name.startswith("fenbo/")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def text(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


def test_every_variable_that_is_read_is_documented() -> None:
    operate = text("docs/operate.md")
    read = {variable for name in CODE for variable in READ.findall(text(name))} - {"FENBO_SITE"}
    assert {"DATABASE_URL", "FENBO_FIELD_KEYS", "FENBO_PROVINCE"} <= read
    assert sorted(variable for variable in read if f"`{variable}`" not in operate) == []
    assert [name for name in SITE_IDENTITY if f"_{name.upper()}`" not in operate] == []


def test_every_variable_that_is_documented_is_read() -> None:
    documented = set(re.findall(r"`(FENBO_[A-Z_]+)`", text("docs/operate.md")))
    everything = "".join(text(name) for name in CODE)
    named = {f"FENBO_SITE_{name.upper()}" for name in SITE_IDENTITY}
    assert sorted(name for name in documented if name not in everything and name not in named) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    folder = (BASE_DIR / name).parent
    assert [link for link in LINK.findall(text(name)) if not (folder / link).exists()] == []


def test_both_readmes_name_the_same_commands_and_accounts() -> None:
    def named(name: str) -> set[str]:
        return set(re.findall(r"\bmake [a-z]+|`fenbo [a-z_]+", text(name)))

    assert named("README.md") == named("README.zh-CN.md")
    assert {"make demo", "make test"} <= named("README.md")


def test_every_command_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert {word.split()[1] for word in re.findall(r"\bmake [a-z]+", text("README.md"))} <= targets


def test_there_is_a_licence() -> None:
    assert Path(BASE_DIR / "LICENSE").stat().st_size > 500
