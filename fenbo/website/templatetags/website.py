"""What the public pages need: `{% load website %}`."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fenbo.knowledge.models import Item
from fenbo.publication.models import Publication
from fenbo.website import addresses, rows

register = template.Library()
# As Django's `json_script` does: nothing in the data can end the element.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def case_url(row: Publication) -> str:
    return addresses.of_publication(row)


@register.simple_tag
def case_rows(shown: Iterable[Publication], words: Sequence[str] = ()) -> SafeString:
    """Published cases one under the other, with the words marked."""
    return rows.case_rows(shown, words)


@register.simple_tag
def item_url(item: Item) -> str:
    return addresses.of_item(item)


@register.simple_tag
def item_rows(items: Iterable[Item], words: Sequence[str]) -> SafeString:
    """What was found one under the other, with the words marked."""
    return rows.item_rows(items, words)


@register.simple_tag
def whole_url(path: str) -> str:
    """For what is read outside the site: links of other programs, papers, search engines."""
    return addresses.whole(path)


@register.simple_tag
def structured(data: dict[str, Any]) -> SafeString:
    """A block of data for search engines. It is not executed, so the content security policy lets it stand."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
