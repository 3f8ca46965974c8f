"""The outbox: what people are to be told, written in the transaction of the move that it tells of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff, Unit
from fenbo.notices.topics import Topic


class Notice(models.Model):
    """One message to those who hold a duty at a unit. It names a case by its key and never holds personal data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # One event tells one audience once, however often the operation is tried.
    key = models.CharField(max_length=120, unique=True)
    topic = models.CharField(_("事由"), max_length=32, choices=Topic)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("收件单位"), related_name="+")
    duty = models.CharField(_("收件职责"), max_length=12, choices=Duty)
    subject = models.UUIDField(_("对象"))
    # What a person said with it; the topic has the words of the notice itself, in the reader's language.
    text = models.CharField(_("附言"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True)
    read_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("通知")
        indexes = [
            models.Index(
                fields=["unit", "duty", "-created_at"], name="notice_unread", condition=Q(read_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.get_topic_display()
