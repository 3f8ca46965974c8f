"""The addresses of public pages as others keep them: whole, and readable by people."""

from django.conf import settings
from django.urls import reverse

from fenbo.knowledge.slugs import spelt
from fenbo.publication.models import Publication


def slug_of(row: Publication) -> str:
    """The title's pinyin: an address that can be typed and read over a telephone. A title without words has none."""
    return spelt(row.title) or "case"


def of_publication(row: Publication) -> str:
    """Number and title. The number alone leads here too, so a better title breaks no address."""
    return reverse("website:publication_page", args=[row.number, slug_of(row)])


def whole(path: str) -> str:
    """With the public host before it, whatever host was asked."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
