"""The short messages that Fenbo sends, as data. A gateway sends only what it has approved: the same words, entered there."""

from collections.abc import Mapping
from string import Template

from django.db import models
from django.utils.translation import gettext_lazy as _


class Text(models.TextChoices):
    """What a short message tells."""

    RECEIVED = "received", _("受理通知")


# Requesters are written to in Chinese, whatever language the screen of whoever sends it has. The names are the
# variables of the approved wording at Aliyun; Tencent numbers them in the same order.
WORDINGS: Mapping[Text, str] = {
    Text.RECEIVED: "您的诉求已受理，编号${number}，查询码${code}，可在${site}查询进度。",
}


def worded(text: Text, values: Mapping[str, str]) -> str:
    """The whole message; KeyError where a value is missing."""
    return Template(WORDINGS[text]).substitute(values)
