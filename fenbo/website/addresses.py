"""The addresses of public pages as others keep them: whole, and readable by people."""

from functools import cache

from django.conf import settings
from django.urls import reverse

from fenbo.knowledge.models import Item, ItemKind
from fenbo.knowledge.slugs import spelt
from fenbo.publication.models import Publication


def slug_of(row: Publication) -> str:
    """The title's pinyin: an address that can be typed and read over a telephone. A title without words has none."""
    return spelt(row.title) or "case"


def of_publication(row: Publication) -> str:
    """Number and title. The number alone leads here too, so a better title breaks no address."""
    before, between, behind = _around()
    return f"{before}{row.number}{between}{slug_of(row)}{behind}"


@cache
def _around() -> tuple[str, str, str]:
    """What the address has around number and title, both of which need no quoting."""
    before, rest = reverse("website:publication_page", args=["NUMBER", "TITLE"]).split("NUMBER")
    between, behind = rest.split("TITLE")
    return before, between, behind


PAGES = {
    ItemKind.ENTRY: "website:entry",
    ItemKind.POLICY: "website:policy",
    ItemKind.COLLECTION: "website:collection",
}


def of_item(item: Item) -> str:
    """An answer, a policy or a collected answer, by what it is called."""
    return reverse(PAGES[ItemKind(item.kind)], args=[item.slug])


def whole(path: str) -> str:
    """With the public host before it, whatever host was asked."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
