from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id
from fenbo.directory.models import Unit
from fenbo.journal.chain import EMPTY, Link


class Streamed(models.Model):
    """Something whose every move is in the journal, with a unit that answers for it and an address of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Made from the first title's pinyin and never changed: people keep addresses.
    slug = models.SlugField(_("地址"), max_length=80, unique=True)
    version = models.PositiveIntegerField(_("记录序号"), default=0)
    chain = models.BinaryField(max_length=32, default=EMPTY, editable=False)
    owner = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("责任单位"), related_name="+")

    class Meta:
        abstract = True

    @property
    def link(self) -> Link:
        """Where the chain of events stands."""
        return Link(self.version, bytes(self.chain))
