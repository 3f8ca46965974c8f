"""The outbox: what people are to be told, written in the transaction of the move that it tells of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff, Unit
from fenbo.notices.texts import Text, places_of
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


class By(models.TextChoices):
    """The ways to a person, in the order in which they are tried unless the person prefers another."""

    WECHAT = "wechat", _("微信")
    SMS = "sms", _("短信")
    EMAIL = "email", _("电子邮件")


class Person(models.Model):
    """Somebody who agreed that their addresses belong together (联系人). There is no name and no password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    since = models.DateTimeField(_("时间"))
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    prefers = models.CharField(_("优先方式"), max_length=8, choices=By, blank=True)
    # Nothing that can wait comes at night.
    is_quiet_at_night = models.BooleanField(_("夜间免打扰"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("联系人")

    def __str__(self) -> str:
        return str(self.pk)


class Address(models.Model):
    """Where a person proved to be reached (联系方式): a telephone by a code, WeChat by its own word."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    by = models.CharField(_("方式"), max_length=8, choices=By)
    value = EncryptedText(verbose_name=_("联系方式"))
    index = models.BinaryField(max_length=16, editable=False)
    since = models.DateTimeField(_("关联时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("联系方式")
        constraints = [models.UniqueConstraint(fields=["by", "index"], name="address_of_one_person")]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """What a requester is told of one event (告知): rendered when it happened, the same words by every way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What is told once is told once, however often the operation is tried.
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("事由"), max_length=12, choices=Text)
    # What stands in the places of the wording, as JSON, and all of it as it is read.
    values = EncryptedText(verbose_name=_("变量"))
    text = EncryptedText(verbose_name=_("内容"))
    subject = models.UUIDField(_("对象"))
    created_at = models.DateTimeField(_("时间"))
    given_up_at = models.DateTimeField(_("放弃时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("告知")
        indexes = [
            models.Index(
                fields=["-given_up_at", "-id"],
                name="message_given_up",
                condition=Q(given_up_at__isnull=False),
            ),
            models.Index(fields=["subject", "created_at"], name="message_about"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_secret(self) -> bool:
        """Whether it has what only the requester is to know."""
        return "code" in places_of(Text(self.kind))


class Way(models.Model):
    """One way by which a message may come (送达方式): tried when those before it have failed.

    Who is about to hand it over first counts the try and puts off the next one, so that a sender that dies in between
    loses nothing: it is handed over once more, under the same key. After `MOST_TRIES`, or when it will never be taken, it
    is given up and the next way's turn comes; after the last one the message is given up, which those who lead see.
    """

    MOST_TRIES = 6

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="ways")
    place = models.PositiveSmallIntegerField(_("次序"))
    by = models.CharField(_("方式"), max_length=8, choices=By)
    to = EncryptedText(verbose_name=_("收件地址"))
    # Nothing as long as it is another way's turn.
    next_try_at = models.DateTimeField(_("下次发送"), null=True)
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    given_up_at = models.DateTimeField(_("放弃时间"), null=True)
    # Its own word for why it was not taken, its name for what it took, and as how many it counts it.
    trouble = models.CharField(_("原因"), max_length=80, blank=True)
    receipt = models.CharField(_("回执"), max_length=80, blank=True)
    parts = models.PositiveSmallIntegerField(_("计费条数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("送达方式")
        constraints = [models.UniqueConstraint(fields=["message", "place"], name="one_way_after_another")]
        indexes = [
            models.Index(
                fields=["by", "next_try_at", "id"],
                name="way_waiting",
                condition=Q(sent_at=None, given_up_at=None, next_try_at__isnull=False),
            ),
            models.Index(fields=["sent_at"], name="way_sent", condition=Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Wording(models.Model):
    """Another wording than that of `wordings.csv`, or other ways, for one event (告知文本)."""

    kind = models.CharField(_("事由"), max_length=12, choices=Text, primary_key=True)
    chinese = models.CharField(_("中文"), max_length=500)
    english = models.CharField(_("英文"), max_length=500)
    by_wechat = models.BooleanField(_("微信"), default=True)
    by_sms = models.BooleanField(_("短信"), default=True)
    by_email = models.BooleanField(_("电子邮件"), default=True)
    at_any_hour = models.BooleanField(_("夜间也发"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("告知文本")

    def __str__(self) -> str:
        return self.get_kind_display()


class Linking(models.Model):
    """That an address was linked or unlinked, when, and to which words somebody agreed (关联记录). It outlives the link.

    It names nobody: the person's key says nothing once the person is forgotten.
    """

    person = models.UUIDField(_("联系人"))
    by = models.CharField(_("方式"), max_length=8, choices=By)
    is_linked = models.BooleanField(_("关联"))
    at = models.DateTimeField(_("时间"))
    consent = models.CharField(_("同意的内容"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("关联记录")
        indexes = [models.Index(fields=["person", "at"], name="linking_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.by} {self.at}"


class Proof(models.Model):
    """A code that shows that two are one: sent to a telephone and said on the website, or shown there and said in WeChat.

    Kept are keyed digests: of the telephone in `index` and of the code in `code`; of the code that is said in WeChat in
    `index`, with the person whom it joins.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone = EncryptedText(verbose_name=_("号码"))
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    consent = models.CharField(_("同意的内容"), max_length=500, blank=True)
    index = models.BinaryField(max_length=16, editable=False)
    code = models.BinaryField(max_length=16, default=b"", editable=False)
    sent_at = models.DateTimeField(_("时间"))
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("验证码")
        indexes = [
            models.Index(fields=["index", "sent_at"], name="proof_of_telephone"),
            models.Index(fields=["sent_at"], name="proof_when"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Every(models.IntegerChoices):
    """How often a person wants the sum, in hours."""

    HOUR = 1, _("每小时")
    FOUR_HOURS = 4, _("每四小时")
    DAY = 24, _("每天早上")


class DigestWish(models.Model):
    """Somebody who works here wants the sum elsewhere than on the desk alone (汇总发送); `email` also where WeChat fails."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    by = models.CharField(
        _("方式"), max_length=8, choices=[(By.WECHAT, By.WECHAT.label), (By.EMAIL, By.EMAIL.label)]
    )
    email = EncryptedText(verbose_name=_("电子邮箱"))
    every = models.PositiveSmallIntegerField(_("间隔"), choices=Every, default=Every.HOUR)

    class Meta:
        verbose_name = verbose_name_plural = _("汇总发送")

    def __str__(self) -> str:
        return f"{self.staff_id} {self.by}"
