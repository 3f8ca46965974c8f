"""Every phrase that the interface says, found in the sources: what a translation must cover.

`python -m config.extraction` brings `fenbo/locale/en` up to date: new phrases are added empty, unused ones go.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from config.places import BASE_DIR
from config.translations import LOCALE

ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "# English words of the interface."
SOURCES = ("fenbo", "config")
Phrase = tuple[str | tuple[str, str], str | None, str]


def phrases() -> Iterator[Phrase]:
    """Message (or singular and plural), context and file, in the order of the files."""
    for folder in SOURCES:
        for path in sorted((BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "static" not in path.parts:
                yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Phrase]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = templatize(text, origin=str(path))
    place = str(path.relative_to(BASE_DIR))
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        if message and any(message):
            yield (message if isinstance(message, str) else (message[0], message[1])), context, place


def refreshed(po: Path = ENGLISH) -> Catalog:
    """The catalogue with exactly the phrases of the sources; known translations are kept."""
    catalogue = Catalog(locale="en", fuzzy=False, project="Fenbo", header_comment=HEADER)
    if po.exists():
        with po.open("rb") as file:
            catalogue = read_po(file, locale="en")
    template = Catalog()
    for message, context, place in phrases():
        template.add(message, context=context, locations=[(place, 0)])
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER
    return catalogue


def main() -> None:
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    catalogue = refreshed()
    with ENGLISH.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False, sort_output=True, omit_header=False)
    missing = [message for message in catalogue if message.id and not message.string]
    print(f"{len(catalogue)} phrases, {len(missing)} without translation")


if __name__ == "__main__":
    main()
