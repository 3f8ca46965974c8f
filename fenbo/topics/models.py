"""Topics as they are kept: what their cases have in common, and how many people they are of."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.catalogue.models import Category
from fenbo.core.ids import new_id
from fenbo.directory.models import Region

LONGEST_WORD = 40
# Two are a coincidence.
MANY = 3


class Topic(models.Model):
    """What many write of at the same time and place (话题). Its cases stay in it, so it stays what it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("标题"), max_length=120)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("地区"), null=True, related_name="+")
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("分类"), null=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("开始"))
    last_at = models.DateTimeField(_("最近"))
    # Who wrote five times is one of the people; cases without a telephone are each of another.
    cases = models.PositiveIntegerField(_("件数"), default=0)
    people = models.PositiveIntegerField(_("人数"), default=0)
    # Its heaviest words with their weights, of all its cases together; pairs of characters are among them.
    words = ArrayField(models.CharField(max_length=LONGEST_WORD))
    weights = ArrayField(models.FloatField())
    # Those of them that are words, for people to read.
    own_words = models.CharField(_("关键词"), max_length=120)
    # The last week in which far more wrote of it than usual (激增): its end, how many people, and what was usual.
    surged_at = models.DateTimeField(_("激增时间"), null=True)
    surge_people = models.PositiveIntegerField(_("激增人数"), default=0)
    surge_usual = models.FloatField(_("平时每周人数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("话题")
        indexes = [
            # Whoever fills a waiting list would now and then have to wait while it is worked off.
            GinIndex(fields=["words"], name="topic_words", fastupdate=False),
            models.Index(fields=["-last_at"], name="topic_of_many", condition=Q(people__gte=MANY)),
        ]

    def __str__(self) -> str:
        return self.title


class Placing(models.Model):
    """The topic that a case belongs to; it is never taken out again."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="placings", db_index=False)
    at = models.DateTimeField(_("受理时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("话题中的诉求")
        indexes = [
            models.Index(fields=["topic", "-at"], name="placing_in_topic"),
            models.Index(fields=["-at"], name="placing_newest"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Word(models.Model):
    """In how many placed cases a word stands, and in how many topics; the empty word stands in all of them."""

    word = models.CharField(max_length=LONGEST_WORD, primary_key=True)
    seen = models.PositiveIntegerField(default=0)
    # Topics that fell silent count on.
    topics = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("话题用词")

    def __str__(self) -> str:
        return f"{self.word} {self.seen}"
