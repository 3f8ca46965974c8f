"""Compile the translations with Babel, so that no machine needs GNU gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.places import BASE_DIR

LOCALE = BASE_DIR / "fenbo" / "locale"


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Write the `.mo` beside every `.po` that is newer; returns those written."""
    return [_compile(po) for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_newer(po)]


def _is_newer(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    mo = po.with_suffix(".mo")
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name, ignore_obsolete=True)
    # Written aside and moved, since a server may be reading the old one.
    aside = mo.with_suffix(".mo.new")
    with aside.open("wb") as target:
        write_mo(target, catalogue)
    return aside.replace(mo)


if __name__ == "__main__":
    compile_all()
