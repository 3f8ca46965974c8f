from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.catalogue.models import Category
from fenbo.directory.models import Staff
from fenbo.knowledge.lifecycle import PaperState
from fenbo.knowledge.models.streamed import Streamed


class Collection(Streamed):
    """Published cases of one topic on one page (诉求集中解答). It holds no copy of their texts."""

    state = models.CharField(_("状态"), max_length=24, choices=PaperState, default=PaperState.DRAFT)
    title = models.CharField(_("标题"), max_length=120)
    introduction = models.TextField(_("导语"))
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("分类"), related_name="+")
    author = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("集中解答")

    def __str__(self) -> str:
        return self.title


class Flag(models.TextChoices):
    """What has happened to a source since an editor last looked at the page."""

    NONE = "flag_none", _("无变化")
    CHANGED = "flag_changed", _("来源已修改")
    TAKEN_DOWN = "flag_taken_down", _("来源已撤下")


class Source(models.Model):
    """A published case on the page, under the editor's heading. What it says is read from the publication itself."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="sources")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("次序"))
    heading = models.CharField(_("小标题"), max_length=120)
    flag = models.CharField(_("变化"), max_length=24, choices=Flag, default=Flag.NONE)
    flagged_at = models.DateTimeField(_("变化时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("集中解答的来源")
        constraints = [
            models.UniqueConstraint(fields=["collection", "case"], name="source_once_per_collection"),
            models.UniqueConstraint(fields=["collection", "place"], name="source_in_order"),
        ]

    def __str__(self) -> str:
        return self.heading
