"""What a chosen value is called."""

from functools import cache
from typing import Any

from django.db import models


class Labelled(models.Model):
    """A model whose `get_…_display` looks a label up; Django's makes a dictionary of all choices each time."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)
