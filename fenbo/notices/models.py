"""The outbox: what people are to be told, written in the transaction of the move that it tells of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff, Unit
from fenbo.notices.texts import Text
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


class TextMessage(models.Model):
    """A short message to a requester's telephone (短信): written with what it tells of, taken by a gateway later.

    Who is about to hand it over first counts the try and puts off the next one, so that a sender that dies in between
    loses nothing: it is handed over once more, under the same key. After `MOST_TRIES`, or when the gateway says that it
    never will take it, it is given up, which those who lead see; they can have it tried again.
    """

    MOST_TRIES = 6

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What is told once is told once, however often the operation is tried.
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("事由"), max_length=12, choices=Text)
    to = EncryptedText(verbose_name=_("号码"))
    # What stands in the places of the wording, as JSON, and all of it as it is read.
    values = EncryptedText(verbose_name=_("变量"))
    text = EncryptedText(verbose_name=_("内容"))
    subject = models.UUIDField(_("对象"))
    created_at = models.DateTimeField(_("时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    next_try_at = models.DateTimeField(_("下次发送"))
    given_up_at = models.DateTimeField(_("放弃时间"), null=True)
    # The gateway's own word for why it was not taken, its name for what it took, and as how many it counts it.
    trouble = models.CharField(_("原因"), max_length=80, blank=True)
    receipt = models.CharField(_("回执"), max_length=80, blank=True)
    parts = models.PositiveSmallIntegerField(_("计费条数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("短信")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="text_message_waiting",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(
                fields=["-given_up_at", "-id"],
                name="text_message_given_up",
                condition=Q(given_up_at__isnull=False),
            ),
            models.Index(fields=["subject"], name="text_message_about"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
