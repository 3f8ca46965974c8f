from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.models import Category
from fenbo.directory.models import Region


class ItemKind(models.TextChoices):
    ENTRY = "entry", _("知识问答")
    POLICY = "policy", _("政策")
    COLLECTION = "collection", _("集中解答")


class Item(models.Model):
    """What the public can find: one row for each live entry, policy and collection, under the key of that."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(_("类别"), max_length=12, choices=ItemKind)
    slug = models.SlugField(max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    note = models.CharField(_("附注"), max_length=300, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(_("更新时间"))
    # Weights: A the title, B other wordings and numbers, C the answer or summary, D full texts.
    words = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("可查找的内容")
        indexes = [
            GinIndex(fields=["words"], name="item_words", fastupdate=False),
            models.Index(fields=["kind", "-updated_at", "-id"], name="item_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class Miss(models.Model):
    """Words that were searched for on a day and led to nothing. Names and long numbers were left out."""

    day = models.DateField(_("日期"))
    words = models.CharField(_("查找的词"), max_length=60)
    count = models.PositiveIntegerField(_("次数"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("没有找到的查找")
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="miss_once_a_day")]

    def __str__(self) -> str:
        return self.words


class Opening(models.Model):
    """Somebody opened a suggestion while writing. Kept for a day, under a number that only that day's cookie makes."""

    visitor = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=12)
    item = models.UUIDField()
    opened_at = models.DateTimeField()
    # The same visitor submitted a case all the same.
    asked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "kind", "item"], name="opening_once_per_visitor")
        ]
        indexes = [models.Index(fields=["opened_at"], name="opening_oldest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item}"


class Visitors(models.Model):
    """How many visitors opened any suggestion on a day, and how many of them submitted no case.

    Each counts once, on the day of the first opening, however much was opened.
    """

    day = models.DateField(_("日期"), primary_key=True)
    opened = models.PositiveIntegerField(_("打开"))
    answered = models.PositiveIntegerField(_("未再提交"))

    class Meta:
        verbose_name = verbose_name_plural = _("打开过提示的访客")

    def __str__(self) -> str:
        return f"{self.day}: {self.answered}/{self.opened}"


class Answered(models.Model):
    """How many visitors opened one suggestion on a day, and how many of them submitted no case within a day."""

    day = models.DateField(_("日期"))
    kind = models.CharField(_("类别"), max_length=12)
    item = models.UUIDField(_("内容"))
    opened = models.PositiveIntegerField(_("打开"))
    answered = models.PositiveIntegerField(_("未再提交"))

    class Meta:
        verbose_name = verbose_name_plural = _("不用提交就得到答复")
        constraints = [models.UniqueConstraint(fields=["day", "kind", "item"], name="answered_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.item}: {self.answered}/{self.opened}"
