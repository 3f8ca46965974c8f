"""Rows of the hotline for which somebody may have to answer later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.journal.chain import EMPTY, Link


class Journalled(models.Model):
    """A stream of the journal: who listened to a call's recording, who blocked a number, and why."""

    version = models.PositiveIntegerField(_("记录序号"), default=0, editable=False)
    chain = models.BinaryField(max_length=32, default=EMPTY, editable=False)

    class Meta:
        abstract = True

    @property
    def link(self) -> Link:
        """Where the chain of events stands."""
        return Link(self.version, bytes(self.chain))
